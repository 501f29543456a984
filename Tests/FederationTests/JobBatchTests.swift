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
      ], columns: 2)
  }

  @Test func `the longest job that a process may do comes first`() {
    var batch = batch()
    #expect(batch.next(for: 0) == 1)
    #expect(batch.next(for: 2) == 2)
    #expect(batch.next(for: 2) == nil)
    #expect(batch.next(for: 1) == 0)
    #expect(batch.runningCount == 3)
  }

  @Test func `a lost job is handed out once more, then dropped`() {
    var batch = batch()
    #expect(batch.next(for: 0) == 1)
    batch.lose(process: 0, reason: "killed by signal 9")
    #expect(batch.next(for: 1) == 1)
    #expect(batch.attempt(of: 1) == 2)
    batch.lose(process: 1, reason: "killed by signal 9")
    #expect(batch.outcomes[1] == .dropped(reason: "killed by signal 9"))
    batch.finish(1, .update(sampleCount: 5))
    #expect(batch.outcomes[1] == .dropped(reason: "killed by signal 9"))
  }

  @Test func `a deadline drops what is unfinished and names the busy`() {
    var batch = batch()
    #expect(batch.next(for: 2) == 2)
    batch.finish(0, .update(sampleCount: 5))
    #expect(!batch.isFinished)
    #expect(batch.dropUnfinished(reason: "deadline") == [2])
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
