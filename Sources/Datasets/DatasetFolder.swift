import Foundation

/// Where the files of a data set are looked for.
package enum DatasetFolder {
  /// The folder of a data set: what the option `path` says, else a folder with one of the data set's
  /// names in `$MUSTER_DATA`, else in `~/.cache/muster`.
  ///
  /// - Parameters:
  ///   - dataset: the data set; where folders of several of its names exist, the first is meant.
  ///   - path: the option `path`; a leading `~/` stands for the home folder.
  ///   - environment: the environment of the process.
  /// - Returns: the folder's path, whether or not it exists; with the first name if none exists.
  package static func resolve(
    _ dataset: any Dataset.Type, path: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    let home = environment["HOME"] ?? NSHomeDirectory()
    if let path { return path.hasPrefix("~/") ? home + path.dropFirst() : path }
    var root = "\(home)/.cache/muster"
    if let given = environment["MUSTER_DATA"], !given.isEmpty { root = given }
    let folders = dataset.folderNames.map { "\(root)/\($0)" }
    return folders.first(where: FileManager.default.fileExists) ?? folders[0]
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
