import Digests
import Foundation
import Testing

@testable import Datasets

@Suite(.serialized) struct DatasetDownloadTests {
  static let images = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
  static let labels = [UInt8](repeating: 7, count: 50)

  let folder: TemporaryFolder
  let archive = DatasetArchive(
    mirrors: ["http://127.0.0.1:9/unused"],
    files: [
      DatasetFile("images", packed: sha256(gzip(images)), plain: sha256(images)),
      DatasetFile("labels", packed: sha256(gzip(labels))),
    ])
  let served = ["/images.gz": gzip(images), "/labels.gz": gzip(labels)]
  let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"]

  init() throws { folder = try TemporaryFolder() }

  private static func sha256(_ bytes: [UInt8]) -> String {
    var digest = SHA256Digest()
    digest.update(bytes)
    return digest.finishHexadecimal()
  }

  private func download(from mirror: String) throws -> [String] {
    var lines: [String] = []
    try DatasetDownload(
      archive, of: "toy", folder: folder.path, mirror: mirror, environment: environment
    ).run { lines.append($0) }
    return lines
  }

  @discardableResult
  private func serving<Result>(
    _ files: [String: [UInt8]], cuts: [Int] = [], knowsRanges: Bool = true,
    _ body: (FileServer) throws -> Result
  ) throws -> Result {
    let server = try FileServer(files, cuts: cuts, knowsRanges: knowsRanges)
    defer { server.stop() }
    return try body(server)
  }

  // MARK: - Fetching

  @Test func `files are fetched, checked, unpacked and not fetched again`() throws {
    try serving(served) { server in
      let lines = try download(from: server.url + "/")
      #expect(lines == ["fetching \(server.url)/images.gz", "fetching \(server.url)/labels.gz"])
      #expect(folder.read("images") == Self.images)
      #expect(folder.read("labels.gz") == gzip(Self.labels))
      #expect(!folder.exists("images.gz.partial"))
      #expect(
        try download(from: server.url) == ["images is already there", "labels is already there"])
      #expect(server.requests.count == 2)
    }
    #expect(
      archive.verify(in: folder.path).map(\.description) == [
        "images.gz: right", "images: right", "labels.gz: right", "labels: right",
      ])
  }

  @Test func `a connection that is cut is taken up where it ended`() throws {
    try serving(served, cuts: [100_000, 60_000]) { server in
      _ = try download(from: server.url)
      #expect(
        server.requests.map(\.start) == [nil, 100_000, 160_000, nil])
    }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `what an earlier attempt left is used`() throws {
    try folder.write(Array(gzip(Self.images).prefix(1234)), to: "images.gz.partial")
    try folder.write(gzip(Self.labels), to: "labels.gz.partial")
    try serving(served) { server in
      _ = try download(from: server.url)
      #expect(server.requests == [FileServer.Request(path: "/images.gz", start: 1234)])
    }
    #expect(archive.verify(in: folder.path).allSatisfy { $0.state == .right })
  }

  @Test func `a server without ranges starts from the beginning`() throws {
    try folder.write(Array(gzip(Self.images).prefix(1234)), to: "images.gz.partial")
    try serving(served, knowsRanges: false) { server in
      _ = try download(from: server.url)
      #expect(server.requests.map(\.start) == [1234, nil, nil])
    }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `a partial file that is too long is started anew`() throws {
    let long = [UInt8](repeating: 1, count: 400_000)
    try folder.write(long, to: "images.gz.partial")
    _ = try serving(served) { server in try download(from: server.url) }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `a connection that is cut again and again is given up and kept`() throws {
    try serving(served, cuts: [1000, 1000, 1000, 1000]) { server in
      #expect {
        try download(from: server.url)
      } throws: {
        "\($0)".hasPrefix("\(server.url)/images.gz could not be fetched (curl: (18)")
          && "\($0)".contains("run the command again to go on where it stopped")
      }
    }
    #expect(folder.read("images.gz.partial")?.count == 4000)
    _ = try serving(served) { server in try download(from: server.url) }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `a wrong checksum deletes the file and says so`() throws {
    var changed = gzip(Self.images)
    changed[5000] ^= 1
    try serving(["/images.gz": changed]) { server in
      #expect(
        throws: DatasetError.wrongChecksum(
          url: "\(server.url)/images.gz", expected: Self.sha256(gzip(Self.images)),
          seen: Self.sha256(changed))
      ) { try download(from: server.url) }
    }
    #expect(!folder.exists("images.gz.partial"))
    #expect(!folder.exists("images.gz"))
  }

  // MARK: - Mirrors

  @Test func `a mirror may hold a folder for each data set, or plain files`() throws {
    try serving(["/all/toy/images": Self.images, "/all/toy/labels.gz": gzip(Self.labels)]) {
      _ = try download(from: $0.url + "/all")
    }
    #expect(folder.read("images") == Self.images)
    #expect(!folder.exists("images.gz"))
  }

  @Test func `a gzip file packed by somebody else will do if its content is known`() throws {
    // One more flag byte in the header; labels have no checksum of their content.
    var packedAnew = gzip(Self.images)
    packedAnew[9] = 3
    try serving(["/images.gz": packedAnew, "/labels.gz": gzip(Self.labels)]) {
      _ = try download(from: $0.url)
    }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `the mirror may come from the environment`() throws {
    try serving(served) { server in
      let environment = environment.merging(["MUSTER_MIRROR": server.url]) { $1 }
      try DatasetDownload(
        archive, of: "toy", folder: folder.path, environment: environment
      ).run()
    }
    #expect(folder.read("images") == Self.images)
  }

  @Test func `a mirror in a folder will do`() throws {
    let mirror = try TemporaryFolder()
    for (name, bytes) in served { try mirror.write(bytes, to: "toy" + name) }
    _ = try download(from: "file://\(mirror.path)")
    #expect(folder.read("images") == Self.images)
  }

  @Test func `a file that no mirror has is named`() throws {
    try serving([:]) { server in
      #expect {
        try download(from: server.url)
      } throws: {
        "\($0)".hasPrefix("\(server.url)/images.gz could not be fetched (no mirror has it)")
      }
    }
  }

  @Test func `published mirrors are tried in turn`() {
    let addresses = DownloadAddresses(mirrors: ["a/", "b"], override: nil, dataset: "toy")
    #expect(
      addresses.candidates(for: archive.files[0]).map(\.url) == ["a/images.gz", "b/images.gz"])
  }

  // MARK: - Faults of the machine

  @Test func `a missing curl is explained`() {
    #expect {
      try DatasetDownload(archive, of: "toy", folder: "/data/toy", environment: ["PATH": "/none"])
    } throws: {
      "\($0)"
        == "the program curl was not found on PATH; install it (apt-get install curl) or put the "
        + "files into /data/toy by hand"
    }
  }

  @Test func `a data set without files has nothing to fetch`() {
    #expect {
      try DatasetDownload(Glyphs.self, environment: environment)
    } throws: {
      "\($0)" == "the data set glyphs needs no files; just use it"
    }
  }

  @Test func `a folder that cannot be made is named`() throws {
    let path = try folder.write([], to: "file")
    #expect {
      try DatasetDownload(
        archive, of: "toy", folder: path + "/below", environment: environment
      ).run()
    } throws: {
      "\($0)".hasPrefix("\(path)/below cannot be written: ")
    }
  }

  // MARK: - Verification

  @Test func `every file is judged by itself`() throws {
    #expect(archive.verify(in: folder.path).map(\.state) == [.missing, .missing])
    try folder.write([1, 2, 3], to: "images")
    try folder.write(Self.labels, to: "labels")
    #expect(
      archive.verify(in: folder.path).map(\.state) == [
        .wrong(expected: Self.sha256(Self.images), seen: Self.sha256([1, 2, 3])), .unchecked,
      ])
    // Beside the published gzip file a plain one can be judged after all.
    try folder.write(gzip(Self.labels), to: "labels.gz")
    try folder.write([9], to: "labels")
    #expect(
      archive.verify(in: folder.path).suffix(2).map(\.state) == [
        .right, .wrong(expected: Self.sha256(Self.labels), seen: Self.sha256([9])),
      ])
  }

  @Test(.enabled(if: MNISTTests.hasMNIST))
  func `the real files are right, plain and packed`() {
    let reports = MNIST.archive?.verify(in: DatasetFolder.resolve(MNIST.self)) ?? []
    #expect(reports.count >= 4)
    #expect(reports.allSatisfy { $0.state == .right })
  }
}
