import Digests
import Foundation

/// What a look at one file of a data set has shown.
package struct DatasetFileReport: Sendable, Equatable {
  /// Whether the file is what was published.
  package enum State: Sendable, Equatable {
    case right
    /// It is there, but nothing is known to compare it with.
    case unchecked
    /// The checksums are SHA-256, 64 hexadecimal digits.
    case wrong(expected: String, seen: String)
    case unreadable(reason: String)
    case missing
  }

  /// The file's name, with `.gz` if that is how it lies there.
  package let file: String
  package let state: State

  /// Whether the loader may use it.
  package var isUsable: Bool { state == .right || state == .unchecked }
}

extension DatasetFileReport: CustomStringConvertible {
  package var description: String {
    switch state {
    case .right: "\(file): right"
    case .unchecked: "\(file): present, but there is no checksum to compare it with"
    case .wrong(let expected, let seen):
      "\(file): wrong checksum, sha256:\(seen) instead of sha256:\(expected)"
    case .unreadable(let reason): "\(file): unreadable, \(reason)"
    case .missing: "\(file): missing"
    }
  }
}

extension DatasetArchive {
  /// Compares the files in a folder with what was published.
  ///
  /// A file may lie there plain, as gzip, or as both; then both are looked at.
  ///
  /// - Parameter folder: where they are.
  /// - Returns: at least one report for each file, in the order of the archive.
  package func verify(in folder: String) -> [DatasetFileReport] {
    files.flatMap { file in
      let reports = [file.name + ".gz", file.name].compactMap { name in
        FileManager.default.fileExists(atPath: "\(folder)/\(name)")
          ? DatasetFileReport(file: name, state: file.state(of: "\(folder)/\(name)")) : nil
      }
      return reports.isEmpty ? [DatasetFileReport(file: file.name, state: .missing)] : reports
    }
  }
}

extension DatasetFile {
  /// Whether a file that exists holds what was published.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isPacked: whether it is gzip; by default its name tells.
  /// - Returns: any state but `.missing`.
  func state(of path: String, isPacked: Bool? = nil) -> DatasetFileReport.State {
    do {
      let seen = try SHA256Digest.reading(file: path).finishHexadecimal()
      if isPacked ?? path.hasSuffix(".gz") { return packedState(of: path, seen: seen) }
      guard let expected = try plain ?? contentDigest(beside: path) else { return .unchecked }
      return seen == expected ? .right : .wrong(expected: expected, seen: seen)
    } catch {
      return .unreadable(reason: "\(error)")
    }
  }

  // MARK: - Details

  /// A gzip file with another checksum is right if its content is.
  private func packedState(of path: String, seen: String) -> DatasetFileReport.State {
    if seen == packed { return .right }
    // What cannot be unpacked is wrong, whatever the reason.
    let content = try? Self.contentDigest(of: path)
    if content != nil && content == plain { return .right }
    return .wrong(expected: packed ?? plain ?? "unknown", seen: content ?? seen)
  }

  /// The checksum of the content of the published gzip file, if it lies beside a plain one.
  private func contentDigest(beside path: String) throws -> String? {
    guard FileManager.default.fileExists(atPath: path + ".gz"),
      try SHA256Digest.reading(file: path + ".gz").finishHexadecimal() == packed
    else { return nil }
    return try Self.contentDigest(of: path + ".gz")
  }

  private static func contentDigest(of path: String) throws -> String {
    let reader = try GzipReader(path: path)
    var digest = SHA256Digest()
    while case let chunk = try reader.next(), !chunk.isEmpty { digest.update(chunk) }
    return digest.finishHexadecimal()
  }
}
