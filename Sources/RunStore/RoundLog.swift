import Aggregation
import Foundation

/// The rows of a run, appended to `rounds.jsonl` and `rounds.csv` as rounds complete.
package struct RoundLog {
  private let folder: RunFolder
  private let rows: FileHandle
  private let table: FileHandle

  /// Opens the rows of a run, without those after a round.
  ///
  /// - Parameters:
  ///   - folder: of the run.
  ///   - lastRound: rows of later rounds are dropped, such as one whose checkpoint was not written
  ///     before the process was killed.
  /// - Throws: `RunStoreError`.
  package init(_ folder: RunFolder, keepingThrough lastRound: Int) throws(RunStoreError) {
    self.folder = folder
    let kept = try Self.read(folder).filter { $0.round <= lastRound }
    do {
      var lines = Data()
      for row in kept { lines += try RunJSON.line(row) + [UInt8(ascii: "\n")] }
      let text = ([Self.header] + kept.map(Self.tableRow)).joined()
      try DurableFile.replace(folder.roundRows, with: lines)
      try DurableFile.replace(folder.roundTable, with: Data(text.utf8))
      rows = try DurableFile.appending(to: folder.roundRows)
      table = try DurableFile.appending(to: folder.roundTable)
    } catch let error as RunStoreError {
      throw error
    } catch {
      throw .unwritable(path: folder.roundRows, reason: DurableFile.reason(error))
    }
  }

  /// Adds the row of a completed round and sees it to the disk.
  package func append(_ row: RoundRecord) throws(RunStoreError) {
    do {
      try rows.write(contentsOf: RunJSON.line(row) + [UInt8(ascii: "\n")])
      try rows.synchronize()
      try table.write(contentsOf: Data(Self.tableRow(row).utf8))
    } catch {
      throw .unwritable(path: folder.roundRows, reason: DurableFile.reason(error))
    }
  }

  /// The complete rows of a run; a last line that was cut off is no row.
  package static func read(_ folder: RunFolder) throws(RunStoreError) -> [RoundRecord] {
    guard let data = FileManager.default.contents(atPath: folder.roundRows) else { return [] }
    var records: [RoundRecord] = []
    for line in data.split(separator: UInt8(ascii: "\n")) {
      guard let record = try? RunJSON.decode(RoundRecord.self, from: Data(line)) else { break }
      records.append(record)
    }
    return records
  }

  // MARK: - Details

  private static let header =
    "round,clean_accuracy,clean_loss,attack_success_rate,robust_accuracy,sampled,received,dropped,"
    + "restarts,rejected,true_positive,false_positive,true_negative,false_negative,train_seconds,"
    + "aggregate_seconds,evaluate_seconds,total_seconds,bytes_down,bytes_up,model_digest\n"

  private static func tableRow(_ row: RoundRecord) -> String {
    func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "" }
    let columns = [
      "\(row.round)", text(row.cleanAccuracy), text(row.cleanLoss), text(row.attackSuccessRate),
      text(row.robustAccuracy), "\(row.sampled.count)", "\(row.received.count)",
      "\(row.dropped.count)",
      "\(row.restarts.count)", "\(row.verdicts.count { !$0.accepted })",
      text(row.detection?.truePositive), text(row.detection?.falsePositive),
      text(row.detection?.trueNegative), text(row.detection?.falseNegative),
      "\(row.seconds.train)", "\(row.seconds.aggregate)", "\(row.seconds.evaluate)",
      "\(row.seconds.total)", "\(row.bytes.down)", "\(row.bytes.up)", row.modelDigest,
    ]
    return columns.joined(separator: ",") + "\n"
  }
}
