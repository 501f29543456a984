import Foundation

/// The program tar, which unpacks archives of several files.
struct TarProgram {
  private let program: ExternalProgram

  /// The first tar on the search path; `nil` when there is none.
  init?(environment: [String: String]) {
    guard let program = ExternalProgram("tar", environment: environment) else { return nil }
    self.program = program
  }

  /// Unpacks a gzip archive whose content lies in one folder, without that folder.
  ///
  /// - Parameters:
  ///   - archive: the file.
  ///   - folder: where its content goes; it exists.
  /// - Throws: `DatasetError.unpackingFailed` when the program cannot be started or complains.
  func unpack(_ archive: String, into folder: String) throws(DatasetError) {
    let reason: String
    do {
      let ending = try program.run(
        ["-x", "-z", "-f", archive, "-C", folder, "--strip-components=1", "--no-same-owner"])
      if ending.code == 0 { return }
      reason = ending.errors.isEmpty ? "tar ended with code \(ending.code)" : ending.errors
    } catch {
      reason = error.localizedDescription
    }
    throw .unpackingFailed(archive: archive, reason: reason)
  }
}
