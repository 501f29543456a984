import Federation
import Foundation
import Messaging
import Protocol
import RunStore
import Tensors
import Testing

/// What a peer can send at any time, and that the round goes on.
@Suite struct ClientPoolTests {
  /// The client that a task is for.
  private func client(_ message: Message) -> Int? {
    if case .task(let task, _, _) = message { task.client } else { nil }
  }

  @Test func `two clients of one process train one after the other`() async throws {
    let setting = try await ScriptedPool()
    let peer = try await ScriptedPeer("process-0", to: setting.address, context: setting.context)
    try await peer.send(setting.hello())
    guard case .welcome = try await peer.next() else {
      Issue.record("no welcome")
      return
    }
    #expect(await setting.pool.firstTask == nil)
    async let batch = setting.train()
    #expect(client(try await peer.next()) == 0)
    let first = try #require(await setting.pool.firstTask)
    try await peer.send(setting.update(client: 0))
    guard case .task(let second, let model, let participants) = try await peer.next() else {
      Issue.record("no second task")
      return
    }
    // The process holds the model already, so it is not sent again.
    #expect(second.client == 1)
    #expect(second.elements == 0 && model.parameters.count == 0)
    #expect(try participants.read(from: .task).sampleCounts == [10, 20])
    try await peer.send(setting.update(client: 1, [4, 5, 6]))
    let result = try await batch
    #expect(result.outcomes == [.update(sampleCount: 10), .update(sampleCount: 20)])
    #expect(result.updates == UpdateMatrix([[1, 2, 3], [4, 5, 6]]))
    #expect(await setting.pool.takeNews().refused.isEmpty)
    #expect(await setting.pool.firstTask == first)
    await setting.pool.stop()
  }

  @Test func `what is wrong is refused and counted, and the round goes on`() async throws {
    let setting = try await ScriptedPool()
    let stranger = try await ScriptedPeer("stranger", to: setting.address, context: setting.context)
    let peer = try await ScriptedPeer("process-0", to: setting.address, context: setting.context)
    try await stranger.send(bytes: [[1, 2, 3]])
    try await stranger.send(bytes: [[0x58, 1, 4, 0], Array("{}".utf8)])
    try await stranger.send(bytes: [[0x4D, 9, 4, 0], Array("{}".utf8)])
    try await stranger.send(bytes: [[0x4D, 1, 4, 0], Array("no json".utf8)])
    try await stranger.send(bytes: Array(repeating: [0], count: 9))
    try await stranger.send(setting.update(client: 0))
    try await stranger.send(setting.hello(token: "guess"))
    try await stranger.send(setting.hello(run: "another"))

    try await peer.send(setting.hello())
    _ = try await peer.next()
    try await peer.send(setting.hello())
    async let batch = setting.train()
    _ = try await peer.next()
    try await peer.send(setting.update(client: 0, round: 7))
    try await peer.send(setting.update(client: 1))
    try await peer.send(setting.update(client: 0, [1, 2, 3, 4]))
    try await peer.send(setting.update(client: 0))
    _ = try await peer.next()
    // Client 0 has answered; a second answer is one that nobody asked for.
    try await peer.send(setting.update(client: 0))
    try await peer.send(setting.update(client: 1))
    let result = try await batch
    #expect(result.outcomes == [.update(sampleCount: 10), .update(sampleCount: 20)])

    let refused = await setting.pool.takeNews().refused
    for (reason, count) in [
      ("first frame", 0), ("magic", 1), ("version", 1), ("header", 1), ("frame count", 2),
      ("before hello", 1), ("token", 1), ("run", 1), ("second hello", 1), ("round", 1),
      ("not what was asked for", 2), ("element count", 1),
    ] {
      #expect(refused[reason, default: 0] == count, "\(reason): \(refused)")
    }
    await setting.pool.stop()
  }

  @Test(arguments: [
    ([Float.nan, 0, 0], nil as Int?, "non-finite update"),
    ([0, .infinity, 0], nil, "non-finite update"),
    ([0, 0, 0], 99, "sample count"),
  ])
  func `an update that cannot be is dropped with a reason`(
    values: [Float], samples: Int?, reason: String
  ) async throws {
    let setting = try await ScriptedPool()
    let peer = try await ScriptedPeer("process-0", to: setting.address, context: setting.context)
    try await peer.send(setting.hello())
    _ = try await peer.next()
    async let batch = setting.train()
    _ = try await peer.next()
    try await peer.send(setting.update(client: 0, samples: samples, values))
    _ = try await peer.next()
    try await peer.send(setting.update(client: 1))
    #expect(try await batch.outcomes == [.dropped(reason: reason), .update(sampleCount: 20)])
    #expect(await setting.pool.takeNews().refused.count == 1)
    await setting.pool.stop()
  }

  @Test func `running statistics come with an update, and none that cannot be`() async throws {
    var layout = ParameterLayout()
    layout.append("bn1.running_mean", .runningMean, shape: [1])
    layout.append("bn1.running_var", .runningVariance, shape: [1])
    let setting = try await ScriptedPool(bufferLayout: layout)
    let peer = try await setting.peer(0)
    async let batch = setting.train()
    guard case .task(let task, let model, _) = try await peer.next() else {
      Issue.record("no task")
      return
    }
    #expect(task.buffers == 2 && model.buffers.floats() == [0, 0])
    try await peer.send(setting.update(client: 0, buffers: [-1, 2]))
    _ = try await peer.next()
    try await peer.send(setting.update(client: 1, buffers: [1, -2]))
    #expect(
      try await batch.outcomes
        == [.update(sampleCount: 10, buffers: [-1, 2]), .dropped(reason: "a negative variance")])
    #expect(await setting.pool.takeNews().refused == ["negative variance": 1])
    await setting.pool.stop()
  }

  @Test func `a process that dies is started again and its task handed out once more`()
    async throws
  {
    let setting = try await ScriptedPool()
    let first = try await ScriptedPeer("first", to: setting.address, context: setting.context)
    try await first.send(setting.hello())
    _ = try await first.next()
    async let batch = setting.train()
    #expect(client(try await first.next()) == 0)
    await setting.launcher.end(0, "killed by signal 9")
    #expect(setting.launcher.history == [0, 0])
    // What the dead process still says does not count.
    try await first.send(setting.update(client: 0, [9, 9, 9]))

    let second = try await ScriptedPeer("second", to: setting.address, context: setting.context)
    try await second.send(setting.hello())
    _ = try await second.next()
    for expected in [0, 1] {
      #expect(client(try await second.next()) == expected)
      try await second.send(setting.update(client: expected))
    }
    #expect(try await batch.updates == UpdateMatrix([[1, 2, 3], [1, 2, 3]]))
    let news = await setting.pool.takeNews()
    #expect(news.restarts == [.init(process: 0, reason: "killed by signal 9")])
    #expect(news.refused == ["before hello": 1])
    await setting.pool.stop()
  }

  @Test func `a deadline drops what has not come`() async throws {
    let setting = try await ScriptedPool()
    let peer = try await ScriptedPeer("process-0", to: setting.address, context: setting.context)
    try await peer.send(setting.hello())
    _ = try await peer.next()
    async let batch = setting.train(deadline: .milliseconds(300))
    _ = try await peer.next()
    #expect(
      try await batch.outcomes == [.dropped(reason: "deadline"), .dropped(reason: "deadline")])
    await setting.pool.stop()
  }

  @Test func `a silent process is taken for dead`() async throws {
    let setting = try await ScriptedPool(patience: .milliseconds(200))
    while setting.launcher.history.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(setting.launcher.history.allSatisfy { $0 == 0 })
    await setting.pool.stop()
  }
}
