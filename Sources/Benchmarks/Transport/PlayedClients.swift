import Federation
import Messaging
import Protocol

/// Client processes that are played: dealers on one thread, each answering its tasks at once.
///
/// What they say goes through the same sockets and the same format as in a run; only the training
/// between a task and its update is left out.
actor PlayedClients {
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
  private let context: Context
  private let executor: ThreadExecutor
  private let update: Payload
  private var answer = Answer.update
  private var endpoints: [Endpoint] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Nobody has come yet.
  init(_ setting: Setting) throws(TransportError) {
    self.setting = setting
    context = try Context()
    executor = try ThreadExecutor(name: "muster-played")
    update = Payload([Float](repeating: 0.01, count: setting.parameterCount))
  }

  /// What tasks are answered with from now on.
  func reply(with answer: Answer) { self.answer = answer }

  /// Connects the process of a seat and says hello.
  func join(_ seat: Int, token: String) async throws {
    let endpoint = try Endpoint(
      .dealer, identity: PeerIdentity("process-\(seat)"), options: setting.options,
      context: context, executor: executor)
    endpoints.append(endpoint)
    await endpoint.deliver { [weak self, weak endpoint] event in
      guard case .message(let arrived) = event, let endpoint else { return }
      self?.assumeIsolated { try? $0.receive(arrived, over: endpoint) }
    }
    try await endpoint.connect(to: setting.address)
    let clients = setting.hosts[seat]
    let hello = Hello(
      runID: setting.runID, process: seat, clients: clients.count, token: token,
      parameters: setting.parameterCount, backend: "none", pid: 1)
    try send(
      .hello(hello, ClientList(ids: clients, sampleCounts: clients.map { _ in 1 })),
      over: endpoint)
  }

  /// Closes all sockets.
  func leave() async {
    for endpoint in endpoints { await endpoint.close() }
    endpoints = []
  }

  // MARK: - Details

  private func receive(_ arrived: InboundMessage, over endpoint: Endpoint) throws {
    switch try Message.decode(arrived.frames, limits: setting.limits) {
    case .task(let task, _, _): try send(reply(to: task), over: endpoint)
    case .ping(let ping): try send(.pong(ping.answer), over: endpoint)
    default: return
    }
  }

  private func reply(to task: TrainingTask) -> Message {
    switch answer {
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

  private func send(_ message: Message, over endpoint: Endpoint) throws {
    let outbound = OutboundMessage(frames: try message.encode().transportFrames())
    try endpoint.assumeIsolated { try $0.post(outbound) }
  }
}

/// Has played clients join instead of starting processes.
struct PlayedLauncher: ClientLauncher {
  let clients: PlayedClients

  func launch(
    _ seat: Int, token: String, onExit: @escaping @Sendable (String) async -> Void
  ) throws {
    Task {
      do {
        try await clients.join(seat, token: token)
      } catch {
        await onExit("\(error)")
      }
    }
  }

  func kill(_ seat: Int) {}

  func stopAll() async { await clients.leave() }
}
