package import Attacks
package import Messaging
import Protocol
package import RunStore
import Synchronization

/// The place where malicious processes meet: a router of its own, hosted by the experimenter.
///
/// Coordinator and honest processes know nothing of it; its address and a token for each process
/// stand in the assignments of malicious ones alone. It keeps what they compute, sees to it that each
/// value is computed once, and gives away no more than the threat model grants. What a peer sends is
/// bounded, and refused and counted where it makes no sense.
package actor AdversaryEndpoint {
  /// Where malicious processes connect.
  package nonisolated let address: Address
  /// Where the honest clients' updates go, if attackers may see them.
  package nonisolated let benign = BenignUpdates()

  private let knowledge: AttackKnowledge
  private let endpoint: Endpoint
  private let clock = ContinuousClock()
  private let patience: Duration
  /// The tokens of the malicious processes that run.
  private nonisolated let tokens: Mutex<Set<String>> = Mutex([])
  private var board: AdversaryBoard
  private var waiting: [WaitingQuestion] = []
  private var refusals = RefusalCounts()
  private var heart: Task<Void, Never>?

  /// A question that others are computing the answer to.
  private struct WaitingQuestion {
    let peer: PeerIdentity
    let token: String
    let number: Int
    let keys: [AdversaryKey]
    let since: ContinuousClock.Instant
  }

  /// Nobody is left without a word for longer: whoever waits is told to ask again.
  private static let longestSilence: Duration = .seconds(5)

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe endpoint.executor.asUnownedSerialExecutor()
  }

  private init(
    _ knowledge: AttackKnowledge, patience: Duration, endpoint: Endpoint, address: Address
  ) {
    self.knowledge = knowledge
    self.endpoint = endpoint
    self.address = address
    self.patience = patience
    board = AdversaryBoard(knowledge, patience: patience)
  }

  // MARK: - Life

  /// Opens the place of one run.
  ///
  /// - Parameters:
  ///   - address: where to listen.
  ///   - knowledge: what the threat model grants the attackers.
  ///   - parameterCount: of the model; bounds the values.
  ///   - kept: what lasted until the checkpoint that the run goes on from.
  ///   - patience: how long one process may compute a value that others wait for.
  ///   - context: of the run.
  /// - Returns: the place, listening.
  /// - Throws: `TransportError`.
  package static func open(
    at address: Address, knowledge: AttackKnowledge, parameterCount: Int,
    kept: [KeptValue] = [], patience: Duration = .seconds(20), context: Context
  ) async throws -> AdversaryEndpoint {
    let endpoint = try Endpoint(
      .router, options: AdversaryFormat.socketOptions(parameterCount: parameterCount),
      context: context)
    let bound = try await endpoint.bind(to: address)
    let adversary = AdversaryEndpoint(
      knowledge, patience: patience, endpoint: endpoint, address: bound)
    await adversary.start(kept)
    return adversary
  }

  /// Hangs up.
  package func close() async {
    heart?.cancel()
    await endpoint.close()
  }

  private func start(_ kept: [KeptValue]) {
    for value in kept { board.restore(Payload(value.values), of: AdversaryKey(value)) }
    endpoint.assumeIsolated {
      $0.deliver { [weak self] event in self?.assumeIsolated { $0.receive(event) } }
    }
    heart = Task { [weak self, interval = min(.seconds(1), patience / 4)] in
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        await self?.beat()
      }
    }
  }

  // MARK: - What the experimenter tells

  /// Expects a malicious process.
  ///
  /// - Parameter token: what it will prove itself with.
  package nonisolated func admit(_ token: String) { tokens.withLock { _ = $0.insert(token) } }

  /// Notes the end of a malicious process; what it was computing is handed out again at once.
  package func ended(_ token: String) {
    tokens.withLock { _ = $0.remove(token) }
    waiting.removeAll { $0.token == token }
    board.release(allOf: token)
    answerWaiting()
  }

  /// Starts a round, before any of its tasks is sent.
  package func begin(round: Int) { board.begin(round: round) }

  /// Ends the round, after its last update.
  package func endRound() {
    board.end()
    benign.removeAll()
  }

  /// The values that last as long as the run, for a checkpoint.
  package var kept: [KeptValue] {
    board.lasting.map { KeptValue($0.key, $0.value.floats()) }
  }

  /// What was refused since the last call, by reason.
  package func takeRefusals() -> [String: Int] { refusals.take() }

  // MARK: - Questions

  private func receive(_ event: EndpointEvent) {
    switch event {
    case .message(let message):
      guard let peer = message.peer else { return }
      do throws(Refusal) {
        answer(try AdversaryRequest(message.frames), peer)
      } catch {
        refusals.count(error.description)
      }
    case .refused: refusals.count("frame count")
    case .link(.handshakeFailed): refusals.count("handshake")
    case .link, .failed: break
    }
  }

  private func answer(_ request: AdversaryRequest, _ peer: PeerIdentity) {
    // A process has one question at a time; it no longer waits for the answer to an earlier one.
    waiting.removeAll { $0.peer == peer }
    do throws(AdversaryRefusal) {
      if let content = try content(for: request, peer) {
        send(content, number: request.number, to: peer)
      }
    } catch {
      refusals.count(error.word)
      send(.refused(error), number: request.number, to: peer)
    }
  }

  /// What there is to answer; nil for a question that waits.
  private func content(
    for request: AdversaryRequest, _ peer: PeerIdentity
  ) throws(AdversaryRefusal) -> AdversaryAnswer.Content? {
    guard tokens.withLock({ $0.contains(request.token) }) else { throw .token }
    switch request.content {
    case .values(let keys):
      let question = WaitingQuestion(
        peer: peer, token: request.token, number: request.number, keys: keys, since: clock.now)
      if let content = try content(for: question) { return content }
      waiting.append(question)
      return nil
    case .offer(let key, let value):
      try board.accept(value, of: key, from: request.token)
      answerWaiting()
      return .noted
    case .release(let key):
      board.release(key, of: request.token)
      answerWaiting()
      return .noted
    case .benignClients(let round):
      try requireOmniscience()
      return .clients(benign.clients(round: round))
    case .benignUpdate(let round, let client):
      try requireOmniscience()
      guard let update = benign.update(of: client, round: round) else { throw .unknown }
      return .value(0, update)
    }
  }

  private func content(
    for question: WaitingQuestion
  ) throws(AdversaryRefusal) -> AdversaryAnswer.Content? {
    switch try board.find(question.keys, for: question.token, now: clock.now) {
    case .compute(let position): .compute(position)
    case .value(let position, let value): .value(position, value)
    case nil: nil
    }
  }

  private func requireOmniscience() throws(AdversaryRefusal) {
    guard knowledge == .omniscient else { throw .knowledge(needed: .omniscient) }
  }

  // MARK: - Those who wait

  /// Answers all that can be answered now, in the order in which they asked.
  private func answerWaiting() {
    let questions = waiting
    waiting = []
    for question in questions {
      do throws(AdversaryRefusal) {
        if let content = try content(for: question) {
          send(content, number: question.number, to: question.peer)
        } else {
          waiting.append(question)
        }
      } catch {
        refusals.count(error.word)
        send(.refused(error), number: question.number, to: question.peer)
      }
    }
  }

  /// Hands out again what hangs, and gives a word to whoever has waited for long.
  private func beat() {
    answerWaiting()
    let now = clock.now
    for question in waiting where now - question.since >= Self.longestSilence {
      send(.wait, number: question.number, to: question.peer)
    }
    waiting.removeAll { now - $0.since >= Self.longestSilence }
  }

  /// A peer that cannot be reached has ended or asks again.
  private func send(_ content: AdversaryAnswer.Content, number: Int, to peer: PeerIdentity) {
    do {
      let frames = try AdversaryAnswer(number: number, content: content).encode()
      try endpoint.assumeIsolated { try $0.sendNow(OutboundMessage(to: peer, frames: frames)) }
    } catch {
      refusals.count("not sent: \(error)")
    }
  }
}
