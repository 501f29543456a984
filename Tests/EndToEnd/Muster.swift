import Foundation
import Options
import Testing

/// The built program, run as a user runs it.
struct Muster {
  /// What a finished command left behind.
  struct Result: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Where the package manager put the program: beside the test bundle.
  static let executable: String = {
    let bundle =
      Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("muster")
      .path
  }()

  /// The repository's root.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
  ) async throws -> Result {
    let process = try start(arguments, environment: environment, in: folder)
    return try await process.result()
  }

  /// Starts the program.
  static func start(
    _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
  ) throws -> RunningMuster {
    try RunningMuster(
      executable: executable, arguments: arguments, environment: environment, folder: folder)
  }
}

/// A program that is still running.
final class RunningMuster: @unchecked Sendable {
  // Unchecked: the process is started before it is shared, and Foundation's Process may be
  // signaled and waited for from any thread.
  private let process = Process()
  private let output: URL
  private let errors: URL

  fileprivate init(
    executable: String, arguments: [String], environment: [String: String], folder: String?
  ) throws {
    let scratch = FileManager.default.temporaryDirectory
    output = scratch.appendingPathComponent("muster-out-\(UUID().uuidString)")
    errors = scratch.appendingPathComponent("muster-err-\(UUID().uuidString)")
    for url in [output, errors] {
      _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    }
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  var identifier: Int32 { process.processIdentifier }

  var isRunning: Bool { process.isRunning }

  /// What the program has printed on standard error so far.
  var progress: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end without blocking a thread of the test.
  func result() async throws -> Muster.Result {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    defer { for url in [output, errors] { try? FileManager.default.removeItem(at: url) } }
    return Muster.Result(
      status: process.terminationReason == .uncaughtSignal
        ? -process.terminationStatus : process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
