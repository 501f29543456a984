import Attacks
import Messaging
import Protocol

/// What a malicious process is told.
struct AdversaryAnswer: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    /// The value of the key at a position of the question, or the update that was asked for
    /// (position 0).
    case value(Int, Payload)
    /// Nobody has computed the key at this position, nor does anybody: it is the process's turn.
    case compute(Int)
    /// Others are at it; ask again.
    case wait
    /// Done.
    case noted
    /// The ids of honest clients, rising.
    case clients([Int])
    case refused(AdversaryRefusal)
  }

  /// Of the question.
  var number: Int
  var content: Content
}

/// Why a question gets no answer.
enum AdversaryRefusal: Error, Sendable, Equatable {
  /// The token is not that of a malicious process that runs.
  case token
  /// The threat model does not allow it.
  case knowledge(needed: AttackKnowledge)
  /// The round is over, or has not begun.
  case round
  /// There is no such update, or no room for another value.
  case unknown
  /// The process was not told to compute this.
  case unclaimed
}

extension AdversaryRefusal {
  /// A word or two, for counting and for the wire.
  var word: String {
    switch self {
    case .token: "token"
    case .knowledge: "knowledge"
    case .round: "round"
    case .unknown: "unknown"
    case .unclaimed: "unclaimed"
    }
  }

  init?(word: String, needed: AttackKnowledge?) {
    switch (word, needed) {
    case ("token", _): self = .token
    case ("knowledge", let needed?): self = .knowledge(needed: needed)
    case ("round", _): self = .round
    case ("unknown", _): self = .unknown
    case ("unclaimed", _): self = .unclaimed
    default: return nil
    }
  }
}

// MARK: - Frames

extension AdversaryAnswer {
  private enum Kind: UInt8 {
    case value = 65
    case compute
    case wait
    case noted
    case clients
    case refused
  }

  private struct Header: Codable {
    var number: Int
    var position: Int?
    var reason: String?
    var needed: AttackKnowledge?
  }

  /// The answer as frames.
  ///
  /// - Throws: `TransportError` without memory.
  func encode() throws -> [Frame] {
    var header = Header(number: number)
    let kind: Kind
    var value: Payload?
    switch content {
    case .value(let position, let floats):
      kind = .value
      header.position = position
      value = floats
    case .compute(let position):
      kind = .compute
      header.position = position
    case .wait: kind = .wait
    case .noted: kind = .noted
    case .clients(let ids):
      kind = .clients
      // Whole numbers below 2²⁴ are exact as floats, and thousands of them do not fit into a header.
      value = Payload(ids.map { Float($0) })
    case .refused(let reason):
      kind = .refused
      header.reason = reason.word
      if case .knowledge(let needed) = reason { header.needed = needed }
    }
    return try AdversaryFormat.encode(kind: kind.rawValue, header, value)
  }

  /// Reads an answer.
  ///
  /// - Throws: `Refusal` for whatever is none.
  init(_ frames: [Frame]) throws(Refusal) {
    let parts = try AdversaryFormat.Parts(frames)
    guard let kind = Kind(rawValue: parts.kind) else { throw Refusal("type") }
    let header: Header = try parts.header()
    number = header.number
    switch (kind, header.position) {
    case (.value, let position?): content = .value(position, try parts.requiredValue())
    case (.compute, let position?): content = .compute(position)
    case (.wait, _): content = .wait
    case (.noted, _): content = .noted
    case (.clients, _):
      content = .clients(try parts.requiredValue().floats().compactMap { Int(exactly: $0) })
    case (.refused, _):
      guard let reason = AdversaryRefusal(word: header.reason ?? "", needed: header.needed) else {
        throw Refusal("header")
      }
      content = .refused(reason)
    default: throw Refusal("header")
    }
  }
}
