import Attacks
import Experiments
import Federation
import Messaging
import Protocol
import Tensors

/// Rounds of the real client pool with played clients: all of a round's messages, no training.
struct PoolExchange {
  /// What crosses the wire in a round.
  enum Direction: String, Sendable {
    /// The model to every process, an update from every client.
    case round
    /// The model to every process, answers without payload.
    case down
    /// Tasks without the model, an update from every client.
    case up
  }

  private let pool: ClientPool
  private let clients: PlayedClients
  private let hosts: [[Int]]
  private let model: [Float]
  private let context: Context
  // Held for its life: an ipc socket is in it.
  private let folder: SocketFolder

  private static let runID = "bench"
  /// A version that no round has: a process that holds it is not sent the model again.
  private static let heldVersion = 0

  /// Binds a router and has everybody join.
  ///
  /// - Parameters:
  ///   - hosts: the clients of each process.
  ///   - parameterCount: of the model.
  ///   - link: the way messages go.
  /// - Throws: `TransportError`.
  init(hosts: [[Int]], parameterCount: Int, link: TransportLink) async throws {
    self.hosts = hosts
    model = [Float](repeating: 0.1, count: parameterCount)
    context = try Context()
    folder = try SocketFolder()
    let count = hosts.reduce(0) { $0 + $1.count }
    let limits = WireLimits(elements: parameterCount, clients: count, from: .coordinator)
    let options = SocketOptions().limitingFrames(
      to: limits.maximumFrameBytes ?? 0, count: WireLimits.maximumFrames)
    let endpoint = try Endpoint(.router, options: link.routerOptions(options), context: context)
    let address = try await endpoint.bind(to: link.address(in: folder))
    clients = try PlayedClients(
      PlayedClients.Setting(
        runID: Self.runID, hosts: hosts, limits: limits, address: address,
        options: link.dealerOptions(options)))
    pool = ClientPool(
      PoolSettings(
        runID: Self.runID, hosts: hosts, sampleCounts: Array(repeating: 1, count: count),
        parameterCount: parameterCount, slots: hosts.count, patience: .seconds(120),
        experiment: "{}"),
      launcher: PlayedLauncher(clients: clients), endpoint: endpoint)
    try await pool.start()
  }

  /// Does some rounds, after two that do not count.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - direction: what crosses the wire.
  /// - Returns: the seconds of each, from the parameters to the last answer.
  /// - Throws: `BenchmarkError.runFailed` when an answer is missing.
  func rounds(_ count: Int, _ direction: Direction) async throws -> [Double] {
    clients.reply(with: direction == .down ? .decline : .update)
    var seconds: [Double] = []
    for round in 1...count + 2 {
      let version = direction == .up ? Self.heldVersion : round
      let time = try await self.round(round, version: version, direction)
      if round > 2 { seconds.append(time) }
    }
    return seconds
  }

  /// Ends it, sockets and all.
  func close() async {
    await pool.stop()
    await context.terminate()
    withExtendedLifetime(folder) {}
  }

  // MARK: - Details

  private func round(_ round: Int, version: Int, _ direction: Direction) async throws -> Double {
    let ids = hosts.flatMap(\.self).sorted()
    let jobs = hosts.indices.flatMap { host in
      hosts[host].map { Job(.train(client: $0), hosts: [host], size: 1) }
    }
    let announcement = RoundAnnouncement(
      round: round, participants: ids, participantSamples: ids.map { _ in 1 },
      weighting: .samples, serverLearningRate: 1)
    let clock = ContinuousClock()
    let start = clock.now
    let request = try WorkRequest(
      round: round, model: SharedModel(ModelState(parameters: model), version: version),
      announcement: announcement)
    let batch = try await pool.perform(jobs, on: request, deadline: .seconds(120))
    let time = (clock.now - start).inSeconds
    let outcomes = batch.outcomes
    await pool.recycle(batch.takeUpdates())
    for outcome in outcomes where !isExpected(outcome, direction) {
      throw BenchmarkError.runFailed(reason: "a played client's answer is \(outcome)")
    }
    return time
  }

  private func isExpected(_ outcome: JobOutcome, _ direction: Direction) -> Bool {
    switch outcome {
    case .update: direction != .down
    case .dropped(let reason): direction == .down && reason == "declined: played"
    case .scores: false
    }
  }
}
