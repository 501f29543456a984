import Foundation

/// Where the files of a data set are looked for.
package enum DatasetFolder {
  /// The folder of a data set: what the option `path` says, else a folder with the data set's name
  /// in `$MUSTER_DATA`, else in `~/.cache/muster`.
  ///
  /// - Parameters:
  ///   - dataset: the name of the data set.
  ///   - path: the option `path`; a leading `~/` stands for the home folder.
  ///   - environment: the environment of the process.
  /// - Returns: the folder's path, whether or not it exists.
  package static func resolve(
    _ dataset: String, path: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    let home = environment["HOME"] ?? NSHomeDirectory()
    if let path { return path.hasPrefix("~/") ? home + path.dropFirst() : path }
    if let root = environment["MUSTER_DATA"], !root.isEmpty { return "\(root)/\(dataset)" }
    return "\(home)/.cache/muster/\(dataset)"
  }

  /// The path of a file that may lie there plain or as gzip; plain wins, for it can be mapped.
  ///
  /// - Parameters:
  ///   - file: the file's name without `.gz`.
  ///   - folder: where to look.
  ///   - dataset: the data set it belongs to, for messages.
  /// - Returns: the path of the file that exists.
  /// - Throws: `DatasetError.missingFile`.
  static func locate(_ file: String, in folder: String, dataset: String) throws(DatasetError)
    -> String
  {
    for path in ["\(folder)/\(file)", "\(folder)/\(file).gz"]
    where FileManager.default.fileExists(atPath: path) {
      return path
    }
    throw .missingFile(dataset: dataset, folder: folder, file: file)
  }
}
