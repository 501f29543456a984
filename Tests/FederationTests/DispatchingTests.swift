import Federation
import Messaging
import Networks
import Protocol
import Synchronization
import Tensors
import Testing

/// Which process gets which job, and when.
@Suite struct DispatchingTests {
  private func client(_ message: Message) -> Int? {
    if case .task(let task, _, _) = message { task.client } else { nil }
  }

  @Test func `a process is sent the next job while it computes, and no further one`() async throws {
    let setting = try await ScriptedPool([[0, 1, 2, 3, 4]])
    let peer = try await setting.peer(0)
    async let batch = setting.train([0, 1, 2, 3, 4])
    #expect(client(try await peer.next()) == 0)
    #expect(client(try await peer.next()) == 1)
    // The last two are held back for whoever is free first, so the second answer brings nothing.
    for (answered, next) in [(0, 2), (1, nil), (2, 3), (3, 4), (4, nil)] {
      try await peer.send(setting.update(client: answered, [Float(answered), 0, 0]))
      if let next { #expect(client(try await peer.next()) == next) }
    }
    let result = try await batch
    #expect(result.updates == UpdateMatrix((0..<5).map { [Float($0), 0, 0] }))
    #expect(await setting.pool.takeNews().refused.isEmpty)
    await setting.pool.stop()
  }

  @Test func `what only waited in a process that died has lost no attempt`() async throws {
    let setting = try await ScriptedPool([[0, 1, 2, 3]])
    let first = try await setting.peer(0)
    async let batch = setting.train([0, 1, 2, 3])
    #expect(client(try await first.next()) == 0)
    #expect(client(try await first.next()) == 1)
    await setting.launcher.end(0, "killed by signal 9")
    let second = try await ScriptedPeer("second", to: setting.address, context: setting.context)
    try await second.send(setting.hello())
    _ = try await second.next()
    var attempts: [Int: Int] = [:]
    for _ in 0..<4 {
      guard case .task(let task, _, _) = try await second.next() else { break }
      attempts[task.client] = task.attempt
      try await second.send(setting.update(client: task.client))
    }
    #expect(attempts == [0: 1, 1: 0, 2: 0, 3: 0])
    #expect(try await batch.outcomes.count == 4)
    await setting.pool.stop()
  }

  @Test func `no more processes compute than there are slots`() async throws {
    let setting = try await ScriptedPool([[0], [1], [2]])
    var peers: [ScriptedPeer] = []
    for process in 0..<3 { peers.append(try await setting.peer(process)) }
    async let batch = setting.train([0, 1, 2])
    #expect(client(try await peers[0].next()) == 0)
    #expect(client(try await peers[1].next()) == 1)
    // The third hears nothing before one of the first two has answered: its ping comes first.
    try await peers[2].send(.ping(Ping(runID: ScriptedPool.run, sequence: 4)))
    guard case .pong = try await peers[2].next() else {
      Issue.record("a third process was given work")
      return
    }
    try await peers[1].send(setting.update(client: 1))
    #expect(client(try await peers[2].next()) == 2)
    try await peers[2].send(setting.update(client: 2))
    try await peers[0].send(setting.update(client: 0))
    #expect(try await batch.outcomes.count == 3)
    await setting.pool.stop()
  }

  @Test func `hosts that are to be last hear of nothing before the others are done`() async throws {
    let seen: Mutex<[Int]> = Mutex([])
    let setting = try await ScriptedPool(
      [[0], [1], [2]], lastHosts: [0],
      observer: { round, client, update in
        #expect(round == 1 && update.floats() == [Float(client), 0, 0])
        seen.withLock { $0.append(client) }
      })
    var peers: [ScriptedPeer] = []
    for process in 0..<3 { peers.append(try await setting.peer(process)) }
    async let batch = setting.train([0, 1, 2])
    for process in [1, 2] { #expect(client(try await peers[process].next()) == process) }
    try await peers[1].send(setting.update(client: 1, [1, 0, 0]))
    // One slot is free, and yet the first process hears nothing: its ping comes first.
    try await peers[1].send(.ping(Ping(runID: ScriptedPool.run, sequence: 3)))
    guard case .pong = try await peers[1].next() else {
      Issue.record("no answer to a ping")
      return
    }
    try await peers[0].send(.ping(Ping(runID: ScriptedPool.run, sequence: 4)))
    guard case .pong = try await peers[0].next() else {
      Issue.record("the last host was given work before its time")
      return
    }
    // A client that declines is done, too; what the last one builds on has been observed by then.
    try await peers[2].send(
      .declined(Declined(runID: ScriptedPool.run, round: 1, client: 2, reason: "no")))
    #expect(client(try await peers[0].next()) == 0)
    #expect(seen.withLock { $0 } == [1])
    try await peers[0].send(setting.update(client: 0, [0, 0, 0]))
    #expect(
      try await batch.outcomes
        == [
          .update(sampleCount: 10), .update(sampleCount: 20), .dropped(reason: "declined: no"),
        ])
    #expect(seen.withLock { $0 } == [1, 0])
    await setting.pool.stop()
  }

  @Test func `a last host gets its work even if no other process lives`() async throws {
    let setting = try await ScriptedPool([[0], [1]], lastHosts: [0])
    let peer = try await setting.peer(0)
    async let batch = setting.train([0, 1])
    for _ in 0...4 {
      await setting.launcher.end(1, "killed by signal 9")
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(client(try await peer.next()) == 0)
    try await peer.send(setting.update(client: 0))
    let outcomes = try await batch.outcomes
    #expect(outcomes[0] == .update(sampleCount: 10))
    guard case .dropped(let reason) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(reason.contains("does not stay alive"))
    await setting.pool.stop()
  }

  @Test func `a model is scored while it is trained further, training first`() async throws {
    let setting = try await ScriptedPool([[0, 1]])
    // Nobody is there yet, so both batches wait.
    async let training = setting.train()
    async let scoring = setting.score(shards: 2)
    while await setting.pool.batchCount < 2 { await Task.yield() }
    let peer = try await setting.peer(0)
    for expected in 0...1 {
      #expect(client(try await peer.next()) == expected)
      try await peer.send(setting.update(client: expected))
    }
    for expected in 0...1 {
      guard case .evaluate(let task, let model) = try await peer.next() else {
        Issue.record("no shard \(expected)")
        return
      }
      #expect(task.shard == expected)
      // It is the model that the process has just trained.
      #expect(task.elements == 0 && model.parameters.count == 0)
      try await peer.send(setting.scores(shard: expected))
    }
    #expect(try await training.outcomes == [.update(sampleCount: 10), .update(sampleCount: 20)])
    #expect(
      try await scoring.outcomes
        == (0...1).map {
          .scores(clean: EvaluationScore(count: 10, correct: $0, lossSum: 1), triggered: nil)
        })
    #expect(await setting.pool.takeNews().refused.isEmpty)
    await setting.pool.stop()
  }
}
