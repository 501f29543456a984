import Foundation

/// A program of the machine that is run and waited for.
struct ExternalProgram {
  /// How a run ended.
  struct Ending {
    let code: Int32
    let output: String
    let errors: String
  }

  private let path: String
  private let environment: [String: String]

  /// The first program of this name on the search path; `nil` when there is none.
  init?(_ name: String, environment: [String: String]) {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let candidates = folders.map { "\($0)/\(name)" }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
      return nil
    }
    self.path = path
    self.environment = environment
  }

  /// Runs the program to its end.
  ///
  /// - Parameter arguments: such that it prints no more than a pipe holds on either output.
  /// - Returns: its code and what it printed.
  /// - Throws: an error of Foundation when it cannot be started.
  func run(_ arguments: [String]) throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.environment = environment
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
