import Digests
import Foundation
import Testing

@testable import Datasets

/// Data sets whose files come in one tar archive.
@Suite(.serialized) struct BundleDownloadTests {
  let folder: TemporaryFolder
  let mirror: TemporaryFolder
  let archive: DatasetArchive
  private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"]
  private let content: [(name: String, bytes: [UInt8])] = [
    ("first.bin", (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }), ("second.bin", [1, 2, 3]),
  ]

  init() throws {
    folder = try TemporaryFolder()
    mirror = try TemporaryFolder()
    for (name, bytes) in content { try mirror.write(bytes, to: "toy-set/\(name)") }
    let tar = try #require(ExternalProgram("tar", environment: environment))
    let ending = try tar.run(
      ["-c", "-z", "-f", "\(mirror.path)/toy.tar.gz", "-C", mirror.path, "toy-set"])
    #expect(ending.code == 0)
    archive = DatasetArchive(
      mirrors: ["file://\(mirror.path)"],
      files: content.map { DatasetFile($0.name, plain: Self.sha256($0.bytes)) },
      bundle: DatasetFile(
        "toy.tar", packed: Self.sha256(try #require(mirror.read("toy.tar.gz")))))
  }

  private static func sha256(_ bytes: [UInt8]) -> String {
    var digest = SHA256Digest()
    digest.update(bytes)
    return digest.finishHexadecimal()
  }

  private func download(
    _ archive: DatasetArchive, environment: [String: String]? = nil
  ) throws -> [String] {
    var lines: [String] = []
    try DatasetDownload(
      archive, of: "toy", folder: folder.path, environment: environment ?? self.environment
    ).run { lines.append($0) }
    return lines
  }

  @Test func `an archive is fetched, unpacked, checked and not fetched again`() throws {
    let lines = try download(archive)
    #expect(lines == ["fetching file://\(mirror.path)/toy.tar.gz", "unpacking toy.tar.gz"])
    for (name, bytes) in content { #expect(folder.read(name) == bytes) }
    #expect(!folder.exists("toy.tar.gz") && !folder.exists("unpacking"))
    #expect(archive.verify(in: folder.path).map(\.state) == [.right, .right])
    #expect(try download(archive) == ["all files are already there"])
  }

  @Test func `a file that was changed is replaced`() throws {
    _ = try download(archive)
    try folder.write([3, 2, 1], to: "second.bin")
    #expect(
      archive.verify(in: folder.path).last?.state
        == .wrong(expected: Self.sha256([1, 2, 3]), seen: Self.sha256([3, 2, 1])))
    #expect(try download(archive).last == "unpacking toy.tar.gz")
    #expect(folder.read("second.bin") == [1, 2, 3])
  }

  @Test func `an archive that lies there already is used`() throws {
    try folder.write(try #require(mirror.read("toy.tar.gz")), to: "toy.tar.gz")
    #expect(try download(archive) == ["unpacking toy.tar.gz"])
    #expect(folder.read("second.bin") == [1, 2, 3])
  }

  @Test func `an archive with another checksum is refused`() throws {
    let other = DatasetArchive(
      mirrors: archive.mirrors, files: archive.files,
      bundle: DatasetFile("toy.tar", packed: String(repeating: "0", count: 64)))
    #expect { try download(other) } throws: { "\($0)".contains("has the checksum sha256:") }
    #expect(!folder.exists("second.bin"))
  }

  @Test func `an archive without one of the files is refused`() throws {
    let other = DatasetArchive(
      mirrors: archive.mirrors,
      files: archive.files + [DatasetFile("third.bin", plain: Self.sha256([]))],
      bundle: archive.bundle)
    #expect { try download(other) } throws: {
      "\($0)"
        == "\(folder.path)/toy.tar.gz could not be unpacked (it holds no third.bin); unpack it by "
        + "hand with tar, or delete it and fetch it again"
    }
  }

  @Test func `an archive with another content is refused`() throws {
    let other = DatasetArchive(
      mirrors: archive.mirrors, files: [DatasetFile("first.bin", plain: Self.sha256([]))],
      bundle: archive.bundle)
    #expect {
      try download(other)
    } throws: {
      "\($0)".contains(
        "/toy.tar.gz could not be unpacked (its first.bin is not what was published)")
    }
    #expect(!folder.exists("first.bin") && !folder.exists("unpacking"))
  }

  @Test func `what is no archive is refused with what tar says`() throws {
    let bytes: [UInt8] = [1, 2, 3, 4]
    try mirror.write(bytes, to: "toy.tar.gz")
    let other = DatasetArchive(
      mirrors: archive.mirrors, files: archive.files,
      bundle: DatasetFile("toy.tar", packed: Self.sha256(bytes)))
    #expect { try download(other) } throws: {
      "\($0)".hasPrefix("\(folder.path)/toy.tar.gz could not be unpacked (")
    }
  }

  @Test func `a missing tar is explained`() throws {
    let programs = try TemporaryFolder()
    let curl = try #require(
      ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl", "/opt/homebrew/bin/curl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    try FileManager.default.createSymbolicLink(
      atPath: "\(programs.path)/curl", withDestinationPath: curl)
    #expect { try download(archive, environment: ["PATH": programs.path]) } throws: {
      "\($0)"
        == "the program tar was not found on PATH; install it (apt-get install tar) or put the files "
        + "into \(folder.path) by hand"
    }
  }
}
