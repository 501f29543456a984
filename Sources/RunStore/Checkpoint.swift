import Digests
import Foundation
package import Networks
package import Options
import TensorFiles
package import Tensors

/// What a run needs to go on after a complete round.
///
/// A file `checkpoints/round-00003.safetensors`: the model's tensors, with the rest as text in its
/// metadata. Random streams are keyed by round and client, so they have no state to keep.
package struct Checkpoint: Sendable, Equatable {
  /// The last complete round.
  package var round: Int { record.round }
  /// The global model.
  package var model: ModelState
  /// The round's row without its scores, which may not have been there yet.
  package var record: RoundRecord
  /// What stages and the server optimizer remember, by name.
  package var history: OptionValue
  /// What the attackers keep for the whole run; the server does not know it.
  package var kept: [KeptValue]

  /// A checkpoint of the round in `record`, whose digest is that of the model.
  package init(
    model: ModelState, record: RoundRecord, history: OptionValue, kept: [KeptValue] = []
  ) {
    self.model = model
    self.record = record
    self.history = history
    self.kept = kept
  }

  /// How many checkpoints stay: the last, and one more should the last be damaged.
  private static let kept = 2

  /// Writes the checkpoint and removes those that are no longer needed.
  ///
  /// - Parameters:
  ///   - folder: of the run.
  ///   - architecture: names and shapes of the tensors.
  /// - Throws: `RunStoreError.unwritable`; earlier checkpoints are then still there.
  package func write(to folder: RunFolder, of architecture: Model) throws(RunStoreError) {
    let path = Self.path(folder, round: round)
    do {
      let metadata = [
        "record": String(decoding: try RunJSON.line(record), as: UTF8.self),
        "history": String(decoding: try RunJSON.line(history), as: UTF8.self),
        "kept": KeptValue.digest(kept),
      ]
      try DurableFile.replace(path) { sink in
        try SafeTensors.write(
          [
            (model.parameters, architecture.layout), (model.buffers, architecture.bufferLayout),
            KeptValue.part(kept),
          ],
          metadata: metadata, to: sink)
      }
    } catch let error as RunStoreError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: DurableFile.reason(error))
    }
    for old in Self.rounds(in: folder).dropLast(Self.kept) {
      try? FileManager.default.removeItem(atPath: Self.path(folder, round: old))
    }
  }

  /// The newest checkpoint that is whole; nil if there is none.
  ///
  /// - Parameters:
  ///   - folder: of the run.
  ///   - architecture: names and shapes that the tensors must have.
  /// - Returns: the checkpoint.
  package static func newest(in folder: RunFolder, of architecture: Model) -> Checkpoint? {
    for round in rounds(in: folder).reversed() {
      guard let file = try? SafeTensors(contentsOf: path(folder, round: round)),
        let parameters = file.values(layout: architecture.layout),
        let buffers = file.values(layout: architecture.bufferLayout),
        let row = file.metadata["record"], let text = file.metadata["history"],
        let record = try? RunJSON.decode(RoundRecord.self, from: Data(row.utf8)),
        let history = try? OptionValue(json: Data(text.utf8))
      else { continue }
      let model = ModelState(parameters: parameters, buffers: buffers)
      let kept = KeptValue.read(file)
      guard record.round == round, record.modelDigest == model.digest,
        file.metadata["kept"] ?? KeptValue.digest([]) == KeptValue.digest(kept)
      else { continue }
      return Checkpoint(model: model, record: record, history: history, kept: kept)
    }
    return nil
  }

  // MARK: - Details

  private static func path(_ folder: RunFolder, round: Int) -> String {
    let digits = "\(round)"
    let name = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return "\(folder.checkpoints)/round-\(name).safetensors"
  }

  private static func rounds(in folder: RunFolder) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.checkpoints)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("round-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst(6).dropLast(12))
    }.sorted()
  }
}
