import Federation
import Tensors
import Testing

@Suite struct JobBatchTests {
  private func batch() -> JobBatch {
    JobBatch(
      [
        Job(.train(client: 0), hosts: [0, 1], size: 10),
        Job(.train(client: 1), hosts: [0, 1], size: 30),
        Job(.train(client: 2), hosts: [2], size: 20),
      ], updates: UpdateMatrix(rows: 3, columns: 2))
  }

  /// Hands the next job to one process.
  private func next(_ batch: inout JobBatch, for process: Int) -> Int? {
    batch.next { $0 == process }?.job
  }

  @Test func `the longest job that a process may do comes first`() {
    var batch = batch()
    #expect(next(&batch, for: 0) == 1)
    #expect(next(&batch, for: 2) == 2)
    #expect(next(&batch, for: 2) == nil)
    #expect(batch.waitingCount == 1)
    #expect(next(&batch, for: 1) == 0)
    #expect(batch.waitingCount == 0)
  }

  @Test func `a lost job is handed out once more, then dropped`() {
    var batch = batch()
    #expect(next(&batch, for: 0) == 1)
    batch.lose(1, hadBegun: true, reason: "killed by signal 9")
    #expect(next(&batch, for: 1) == 1)
    #expect(batch.attempt(of: 1) == 2)
    batch.lose(1, hadBegun: true, reason: "killed by signal 9")
    #expect(batch.outcomes[1] == .dropped(reason: "killed by signal 9"))
    batch.finish(1, .update(sampleCount: 5))
    #expect(batch.outcomes[1] == .dropped(reason: "killed by signal 9"))
  }

  @Test func `a job that only waited in a process that died has lost no attempt`() {
    var batch = batch()
    for _ in 0..<3 {
      #expect(next(&batch, for: 0) == 1)
      batch.lose(1, hadBegun: false, reason: "killed by signal 9")
    }
    #expect(next(&batch, for: 0) == 1)
    #expect(batch.attempt(of: 1) == 1)
  }

  @Test func `a deadline drops what is unfinished`() {
    var batch = batch()
    #expect(next(&batch, for: 2) == 2)
    batch.finish(0, .update(sampleCount: 5))
    #expect(!batch.isFinished)
    batch.dropUnfinished(reason: "deadline")
    #expect(batch.isFinished)
    #expect(batch.outcomes[0] == .update(sampleCount: 5))
    #expect(batch.outcomes[2] == .dropped(reason: "deadline"))
  }

  @Test func `an update lands in the row of its job whenever it arrives`() {
    var batch = batch()
    batch.withRow(of: 2) { row in row[0] = 7 }
    batch.withRow(of: 0) { row in row[1] = 3 }
    #expect(batch.updates == UpdateMatrix([[0, 3], [0, 0], [7, 0]]))
  }
}
