import Federation
import Foundation
import Messaging
import Protocol
import Synchronization

/// Client processes that are played: dealers on one thread, each answering its tasks at once.
///
/// What they say goes through the same sockets and the same format as in a run; only the training
/// between a task and its update is left out.
final class PlayedClients: Sendable {
  /// What a task is answered with.
  enum Answer: Sendable {
    /// An update as long as the model.
    case update
    /// A refusal, a message without payload.
    case decline
  }

  /// What all of them share.
  struct Setting: Sendable {
    var runID: String
    /// The clients of each process.
    var hosts: [[Int]]
    /// Of what the coordinator sends.
    var limits: WireLimits
    var address: Address
    var options: SocketOptions

    var parameterCount: Int { limits.elements ?? 0 }
  }

  private let setting: Setting
  private let update: Payload
  private let answer = Mutex(Answer.update)
  private let tokens: Mutex<[Int: String]> = Mutex([:])
  private let crowd: Mutex<Task<Void, any Error>?> = Mutex(nil)

  /// Nobody has come yet.
  ///
  /// - Throws: `TransportError` without memory for an update.
  init(_ setting: Setting) throws(TransportError) {
    self.setting = setting
    update = try Payload([Float](repeating: 0.01, count: setting.parameterCount)).shared()
  }

  /// What tasks are answered with from now on.
  func reply(with answer: Answer) { self.answer.withLock { $0 = answer } }

  /// Has everybody join once each has its token.
  func join(_ seat: Int, token: String) {
    let tokens = tokens.withLock { tokens in
      tokens[seat] = token
      return tokens
    }
    guard tokens.count == setting.hosts.count else { return }
    crowd.withLock { $0 = Task { try await self.play(tokens) } }
  }

  /// Waits until all have left, which they do when the pool says goodbye.
  func leave() async { _ = await crowd.withLock { $0 }?.result }

  // MARK: - Details

  private func play(_ tokens: [Int: String]) async throws {
    let greetings = try setting.hosts.indices.map { seat in
      try outbound(hello(seat, token: tokens[seat] ?? ""))
    }
    try await DealerCrowd(address: setting.address, options: setting.options)
      .answer(greetings) { _, arrived in (try? self.react(to: arrived)) ?? .none }
  }

  private func hello(_ seat: Int, token: String) -> Message {
    let clients = setting.hosts[seat]
    return .hello(
      Hello(
        runID: setting.runID, process: seat, clients: clients.count, token: token,
        parameters: setting.parameterCount, backend: "none", pid: 1),
      ClientList(ids: clients, sampleCounts: clients.map { _ in 1 }))
  }

  private func react(to arrived: InboundMessage) throws -> DealerCrowd.Reaction {
    switch try Message.decode(arrived.frames, limits: setting.limits) {
    case .task(let task, _, _): .answer(try outbound(reply(to: task)))
    case .ping(let ping): .answer(try outbound(.pong(ping.answer)))
    case .goodbye: .leave
    default: .none
    }
  }

  private func reply(to task: TrainingTask) -> Message {
    switch answer.withLock({ $0 }) {
    case .update:
      .update(
        TrainingUpdate(
          runID: task.runID, round: task.round, client: task.client, sampleCount: 1,
          elements: setting.parameterCount, trainLoss: nil, trainAccuracy: 0, seconds: 0),
        ModelPayload(parameters: update))
    case .decline:
      .declined(
        Declined(runID: task.runID, round: task.round, client: task.client, reason: "played"))
    }
  }

  private func outbound(_ message: Message) throws -> OutboundMessage {
    OutboundMessage(frames: try message.encode().transportFrames())
  }
}

/// Has played clients join instead of starting processes.
struct PlayedLauncher: ClientLauncher {
  let clients: PlayedClients

  func launch(
    _ seat: Int, token: String, onExit: @escaping @Sendable (String) async -> Void
  ) throws { clients.join(seat, token: token) }

  func kill(_ seat: Int) {}

  func stopAll() async { await clients.leave() }
}
