package import Attacks
package import Messaging
import Protocol
import Synchronization

/// A malicious process's way to the others.
///
/// It blocks the thread that computes, which is one of its own. What the process has computed or
/// seen in a round it does not ask for again. Keys of one call that nobody computes are computed one
/// by one; only when none is left are others waited for, so processes that outnumber the cores never
/// wait for each other in a circle.
package final class AdversaryLink: Adversary {
  package let knowledge: AttackKnowledge
  private let token: String
  private let endpoint: Endpoint
  private let maximumValues: Int
  private let timeout: Duration
  private let answers = AnswerBox()
  /// The number of the last question; held while there is one.
  private let question = Mutex(0)
  private let memory = Mutex(AdversaryMemory())

  private init(
    _ access: AdversaryAccess, knowledge: AttackKnowledge, parameterCount: Int,
    endpoint: Endpoint, timeout: Duration
  ) {
    self.knowledge = knowledge
    self.endpoint = endpoint
    self.timeout = timeout
    token = access.token
    maximumValues = AdversaryFormat.maximumValues(parameterCount: parameterCount)
  }

  /// Connects.
  ///
  /// - Parameters:
  ///   - access: from the process's assignment.
  ///   - knowledge: what the threat model grants; the other side sees to it.
  ///   - parameterCount: of the model; bounds the values.
  ///   - timeout: how long an answer may take, of which there is one every few seconds.
  ///   - context: of the process.
  /// - Returns: a link that connects, now or as soon as the other side is there.
  /// - Throws: `TransportError`.
  package static func connect(
    _ access: AdversaryAccess, knowledge: AttackKnowledge, parameterCount: Int,
    timeout: Duration = .seconds(20), context: Context
  ) async throws -> AdversaryLink {
    let endpoint = try Endpoint(
      .dealer, options: AdversaryFormat.socketOptions(parameterCount: parameterCount),
      context: context)
    let link = AdversaryLink(
      access, knowledge: knowledge, parameterCount: parameterCount, endpoint: endpoint,
      timeout: timeout)
    await endpoint.deliver { [answers = link.answers] event in
      switch event {
      case .message(let message):
        if let answer = try? AdversaryAnswer(message.frames) { answers.put(answer) }
      case .link(.connected): answers.setFailure(nil)
      case .link(.disconnected): answers.setFailure("the connection has ended")
      case .failed(let error): answers.setFailure("\(error)")
      case .link, .refused: break
      }
    }
    try await endpoint.connect(to: Address(access.address))
    return link
  }

  /// Hangs up.
  package func close() async { await endpoint.close() }

  // MARK: - Adversary

  package func values(
    of keys: [AdversaryKey], compute: (AdversaryKey) throws -> [Float]
  ) throws -> [[Float]] {
    var found = memory.withLock { $0.known(keys) }
    while true {
      let missing = keys.filter { found[$0] == nil }
      guard !missing.isEmpty else { return keys.compactMap { found[$0] } }
      let asked = Array(missing.prefix(AdversaryFormat.maximumKeys))
      switch try ask(.values(asked)) {
      case .compute(let position) where asked.indices.contains(position):
        found[asked[position]] = try computed(asked[position], compute)
      case .value(let position, let value) where asked.indices.contains(position):
        found[asked[position]] = remember(value.floats(), asked[position])
      case .wait: continue
      default: throw Self.unexpected
      }
    }
  }

  package func benignUpdates(round: Int) throws -> [ObservedUpdate] {
    if let known = memory.withLock({ $0.benign(round: round) }) { return known }
    guard case .clients(let clients) = try ask(.benignClients(round: round)) else {
      throw Self.unexpected
    }
    let updates = try clients.map { client in
      switch try ask(.benignUpdate(round: round, client: client)) {
      case .value(_, let update): ObservedUpdate(client: client, update: update.floats())
      default: throw Self.unexpected
      }
    }
    memory.withLock { $0.keep(updates, round: round) }
    return updates
  }

  // MARK: - Details

  /// Computes a value that nobody else does, and tells the others.
  private func computed(
    _ key: AdversaryKey, _ compute: (AdversaryKey) throws -> [Float]
  ) throws -> [Float] {
    do {
      let value = try compute(key)
      guard value.count <= maximumValues else {
        throw AdversaryError.refused(
          reason: "the value '\(key.purpose)' has \(value.count) numbers; at most \(maximumValues) "
            + "are allowed")
      }
      guard case .noted = try ask(.offer(key, Payload(value))) else { throw Self.unexpected }
      return remember(value, key)
    } catch let error as AdversaryError where error.isSilence {
      throw error
    } catch {
      // Somebody else may be able to.
      _ = try? ask(.release(key))
      throw error
    }
  }

  private func remember(_ value: [Float], _ key: AdversaryKey) -> [Float] {
    memory.withLock { $0.keep(value, of: key) }
    return value
  }

  /// Asks one question and blocks until it is answered.
  private func ask(
    _ content: AdversaryRequest.Content
  ) throws -> AdversaryAnswer.Content {
    let answer = try question.withLock { number in
      number += 1
      let frames = try AdversaryRequest(token: token, number: number, content: content).encode()
      Task { [endpoint, answers] in
        do throws(TransportError) {
          try await endpoint.send(OutboundMessage(frames: frames))
        } catch {
          answers.setFailure("\(error)")
        }
      }
      return try answers.wait(for: number, timeout: timeout)
    }
    if case .refused(let reason) = answer { throw error(reason) }
    return answer
  }

  private func error(_ refusal: AdversaryRefusal) -> AdversaryError {
    switch refusal {
    case .knowledge(let needed): .notGranted(asked: needed, granted: knowledge)
    case .token: .refused(reason: "it does not know this process")
    case .round: .refused(reason: "the round is over")
    case .unknown: .refused(reason: "it does not have that, or no room for it")
    case .unclaimed: .refused(reason: "the process was not told to compute that")
    }
  }

  private static let unexpected = AdversaryError.unreachable(
    reason: "its answer is one to another question")
}

extension AdversaryError {
  /// Whether there is nobody to talk to.
  fileprivate var isSilence: Bool { if case .unreachable = self { true } else { false } }
}

/// How a malicious process finds the others.
package struct AdversaryAccess: Codable, Sendable, Equatable {
  /// Where they meet.
  package var address: String
  /// Proves that the process is one of them.
  package var token: String

  package init(address: String, token: String) {
    self.address = address
    self.token = token
  }
}
