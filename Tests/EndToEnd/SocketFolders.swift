import Foundation

/// The socket folders that a run makes.
enum SocketFolders {
  /// Those of a process that are still there.
  static func left(by process: Int32) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter {
      $0.hasPrefix("muster-\(process)-")
    }
  }
}
