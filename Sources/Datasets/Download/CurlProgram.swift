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

  private let program: ExternalProgram

  /// The first curl on the search path; `nil` when there is none.
  init?(environment: [String: String]) {
    guard let program = ExternalProgram("curl", environment: environment) else { return nil }
    self.program = program
  }

  /// Fetches a file, going on behind what is already there.
  ///
  /// - Parameters:
  ///   - url: an `https`, `http` or `file` address.
  ///   - partial: where it goes.
  /// - Returns: how it ended.
  /// - Throws: `DatasetError.curlFailed` when the program cannot be started.
  func fetch(_ url: String, to partial: String) throws(DatasetError) -> Outcome {
    let arguments = [
      "--fail", "--location", "--silent", "--show-error", "--proto", "=https,http,file",
      "--proto-redir", "=https,http", "--connect-timeout", "20", "--speed-limit", "1000",
      "--speed-time", "30", "--write-out", "%{http_code}", "--continue-at", "-",
      "--output", partial, "--url", url,
    ]
    do {
      return Self.outcome(of: try program.run(arguments))
    } catch {
      throw .curlFailed(reason: error.localizedDescription)
    }
  }

  // MARK: - Details

  /// What an exit code means.
  ///
  /// Source: the section EXIT CODES of curl(1).
  private static func outcome(of ending: ExternalProgram.Ending) -> Outcome {
    let (code, http) = (ending.code, ending.output)
    let reason = ending.errors.isEmpty ? "curl ended with code \(code)" : ending.errors
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
