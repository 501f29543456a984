import Foundation

/// The file that this program was started from.
enum ProgramFile {
  /// Its path, which is also that of the client processes.
  static func path() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}
