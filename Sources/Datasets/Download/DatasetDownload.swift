import Foundation
import Options

/// Brings the files of a data set into a folder, checks them and unpacks them.
///
/// A file grows under the name `….partial`, which the next attempt goes on with, and gets its name
/// once its checksum is right. Blocks until all is done.
package struct DatasetDownload {
  private let dataset: String
  let archive: DatasetArchive
  let folder: String
  private let addresses: DownloadAddresses
  private let curl: CurlProgram
  let environment: [String: String]

  /// Prepares a download.
  ///
  /// - Parameters:
  ///   - dataset: which data set.
  ///   - folder: where the files go; by default where the loader looks for them.
  ///   - mirror: a base address for all files, with or without the data set's name at its end; else
  ///     `MUSTER_MIRROR`, else the data set's own mirrors.
  ///   - environment: the environment of the process.
  /// - Throws: `DatasetError.nothingToFetch` for a data set without files, `.programMissing`.
  package init(
    _ dataset: any Dataset.Type, folder: String? = nil, mirror: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(DatasetError) {
    guard let archive = dataset.archive else { throw .nothingToFetch(dataset: dataset.name) }
    try self.init(
      archive, of: dataset.name,
      folder: folder ?? DatasetFolder.resolve(dataset, environment: environment), mirror: mirror,
      environment: environment)
  }

  init(
    _ archive: DatasetArchive, of dataset: String, folder: String, mirror: String? = nil,
    environment: [String: String]
  ) throws(DatasetError) {
    guard let curl = CurlProgram(environment: environment) else {
      throw .programMissing("curl", folder: folder)
    }
    self.dataset = dataset
    self.archive = archive
    self.folder = folder
    self.curl = curl
    self.environment = environment
    addresses = DownloadAddresses(
      mirrors: archive.mirrors, override: mirror ?? environment["MUSTER_MIRROR"], dataset: dataset)
  }

  /// Fetches what is not there yet.
  ///
  /// - Parameter report: told what happens, a line at a time.
  /// - Throws: `DatasetError` when a file cannot be had, is not what was published, or cannot be
  ///   written.
  package func run(report: (String) -> Void = { _ in }) throws(DatasetError) {
    try attempt(folder) {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    if let bundle = archive.bundle { return try fetchBundle(bundle, report: report) }
    for file in archive.files {
      let reports = DatasetArchive(mirrors: [], files: [file]).verify(in: folder)
      if let usable = reports.last(where: \.isUsable) {
        report("\(usable.file) is already there")
        if !usable.file.hasSuffix(".gz") { continue }
      } else {
        try fetch(file, report: report)
      }
      try unpack(file)
    }
  }

  // MARK: - Fetching

  /// Fetches one file from the first mirror that has it.
  func fetch(_ file: DatasetFile, report: (String) -> Void) throws(DatasetError) {
    var fault: DatasetError?
    for address in addresses.candidates(for: file) {
      do {
        if try fetch(file, from: address, report: report) { return }
      } catch {
        fault = fault ?? error
      }
    }
    throw fault
      ?? .downloadFailed(
        url: addresses.candidates(for: file)[0].url, reason: "no mirror has it", folder: folder)
  }

  /// Fetches from one address; `false` when it is not there.
  private func fetch(
    _ file: DatasetFile, from address: DownloadAddresses.Address, report: (String) -> Void
  ) throws(DatasetError) -> Bool {
    let target = "\(folder)/\(file.name)\(address.isPacked ? ".gz" : "")"
    let partial = target + ".partial"
    var isResumed = FileManager.default.fileExists(atPath: partial)
    // An earlier attempt may have got everything but the file's name.
    var state = isResumed ? file.state(of: partial, isPacked: address.isPacked) : .missing
    while state != .right {
      report(isResumed ? "going on with \(address.url)" : "fetching \(address.url)")
      guard try transfer(address.url, to: partial) else { return false }
      state = file.state(of: partial, isPacked: address.isPacked)
      guard state != .right else { break }
      try remove(partial)
      guard isResumed else { throw fault(state, at: address.url) }
      // What was there may have been the start of something else: once more from the beginning.
      isResumed = false
    }
    try rename(partial, to: target)
    return true
  }

  private func fault(_ state: DatasetFileReport.State, at url: String) -> DatasetError {
    guard case .wrong(let expected, let seen) = state else {
      return .downloadFailed(url: url, reason: "nothing arrived", folder: folder)
    }
    return .wrongChecksum(url: url, expected: expected, seen: seen)
  }

  /// Lets curl go on until the file is complete; `false` when the server has no such file.
  private func transfer(_ url: String, to partial: String) throws(DatasetError) -> Bool {
    var reason = ""
    for _ in 0..<Self.attempts {
      switch try curl.fetch(url, to: partial) {
      case .complete: return true
      case .notThere: return false
      case .notResumable:
        reason = "the server does not resume"
        try remove(partial)
      case .interrupted(let why): reason = why
      case .failed(let why): throw .downloadFailed(url: url, reason: why, folder: folder)
      }
    }
    throw .downloadFailed(url: url, reason: reason, folder: folder)
  }

  private static let attempts = 4

  // MARK: - Files

  /// Puts the plain file beside the gzip file: it can be mapped and shared by all processes.
  private func unpack(_ file: DatasetFile) throws(DatasetError) {
    let plain = "\(folder)/\(file.name)"
    let packed = plain + ".gz"
    guard FileManager.default.fileExists(atPath: packed) else { return }
    let content = try GzipReader.content(of: packed)
    try attempt(plain) {
      try Data(content).write(to: URL(fileURLWithPath: plain), options: .atomic)
    }
  }

  /// Gives a file its name, in the place of what had it before.
  func rename(_ partial: String, to target: String) throws(DatasetError) {
    try remove(target)
    try attempt(target) { try FileManager.default.moveItem(atPath: partial, toPath: target) }
  }

  /// Removes what is there, if anything is.
  func remove(_ path: String) throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    try attempt(path) { try FileManager.default.removeItem(atPath: path) }
  }

  /// Does something to a file and says which file it was if that fails.
  func attempt(_ path: String, _ body: () throws -> Void) throws(DatasetError) {
    do {
      try body()
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
