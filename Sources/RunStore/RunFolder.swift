import Foundation

/// The folder of one run and the names of what lies in it.
package struct RunFolder: Sendable, Equatable {
  package let path: String

  /// A folder that exists already.
  package init(path: String) { self.path = path }

  /// Makes the folder of a new run.
  ///
  /// - Parameters:
  ///   - id: the run's name.
  ///   - root: the folder that holds all runs; made if it does not exist.
  /// - Returns: the folder, empty but for those of its parts.
  /// - Throws: `RunStoreError.exists`, `.unwritable`.
  package static func create(_ id: String, in root: String) throws(RunStoreError) -> RunFolder {
    let folder = RunFolder(path: (root as NSString).appendingPathComponent(id))
    guard !FileManager.default.fileExists(atPath: folder.path) else {
      throw .exists(path: folder.path)
    }
    try folder.makeParts()
    return folder
  }

  /// Makes the folder and those of its parts, where they do not exist.
  ///
  /// - Throws: `RunStoreError.unwritable`.
  package func makeParts() throws(RunStoreError) {
    do {
      for part in [path, clientLogs, checkpoints] {
        try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
      }
    } catch {
      throw .unwritable(path: path, reason: DurableFile.reason(error))
    }
  }

  /// The run's name.
  package var id: String { (path as NSString).lastPathComponent }
  /// The experiment with every default written out.
  package var experiment: String { file("experiment.yaml") }
  package var roundRows: String { file("rounds.jsonl") }
  package var roundTable: String { file("rounds.csv") }
  package var summary: String { file("summary.json") }
  /// The final global model.
  package var model: String { file("model.safetensors") }
  /// The model after post-training.
  package var repairedModel: String { file("repaired.safetensors") }
  package var partition: String { file("partition.json") }
  package var log: String { file("log.jsonl") }
  package var checkpoints: String { file("checkpoints") }
  package var clientLogs: String { file("clients") }
  /// The same federation with every client honest; a folder like this one, without an experiment.
  package var cleanTwin: RunFolder { RunFolder(path: file("clean-twin")) }

  /// The log of one client process.
  package func clientLog(process: Int) -> String { file("clients/process-\(process).log") }

  private func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }
}

/// The mark that a run is going on in a folder; it ends with the process, however that ends.
package struct RunLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the mark.
  ///
  /// - Parameter folder: of the run.
  /// - Throws: `RunStoreError.inUse` while another process holds it.
  package init(_ folder: RunFolder) throws(RunStoreError) {
    descriptor = unsafe open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(path: folder.path, reason: DurableFile.systemReason(errno))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path: folder.path)
    }
  }

  deinit { close(descriptor) }
}
