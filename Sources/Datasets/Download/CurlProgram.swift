import Foundation

/// The program curl, which knows proxies, certificates and redirects better than we would.
struct CurlProgram {
  /// How a transfer ended.
  enum Outcome: Equatable {
    case complete
    /// The server has no such file.
    case notThere(reason: String)
    /// The rest cannot be had: the server knows no ranges, or what is there already is too long.
    case notResumable
    /// The connection ended early; what came is kept.
    case interrupted(reason: String)
    case failed(reason: String)
  }

  private let path: String
  private let environment: [String: String]

  /// The first curl on the search path; `nil` when there is none.
  init?(environment: [String: String]) {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let candidates = folders.map { "\($0)/curl" }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
      return nil
    }
    self.path = path
    self.environment = environment
  }

  /// Fetches a file, going on behind what is already there.
  ///
  /// - Parameters:
  ///   - url: an `https`, `http` or `file` address.
  ///   - partial: where it goes.
  /// - Returns: how it ended.
  /// - Throws: `DatasetError.curlFailed` when the program cannot be started.
  func fetch(_ url: String, to partial: String) throws(DatasetError) -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.environment = environment
    process.arguments = [
      "--fail", "--location", "--silent", "--show-error", "--proto", "=https,http,file",
      "--proto-redir", "=https,http", "--connect-timeout", "20", "--speed-limit", "1000",
      "--speed-time", "30", "--write-out", "%{http_code}", "--continue-at", "-",
      "--output", partial, "--url", url,
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
      // Both are a line or two, far below what a pipe holds.
      let status = try output.fileHandleForReading.readToEnd() ?? Data()
      let message = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return Self.outcome(
        of: process.terminationStatus, http: String(decoding: status, as: UTF8.self),
        message: String(decoding: message, as: UTF8.self))
    } catch {
      throw .curlFailed(reason: error.localizedDescription)
    }
  }

  // MARK: - Details

  /// What an exit code means.
  ///
  /// Source: the section EXIT CODES of curl(1).
  private static func outcome(of code: Int32, http: String, message: String) -> Outcome {
    let text = message.trimmingCharacters(in: .whitespacesAndNewlines)
    let reason = text.isEmpty ? "curl ended with code \(code)" : text
    return switch code {
    case 0: .complete
    case 22 where http == "416": .notResumable
    case 22 where ["403", "404", "410"].contains(http): .notThere(reason: reason)
    case 37, 78: .notThere(reason: reason)
    case 33, 36: .notResumable
    case 18, 28, 52, 55, 56, 92: .interrupted(reason: reason)
    default: .failed(reason: reason)
    }
  }
}
