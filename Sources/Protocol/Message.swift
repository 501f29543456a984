/// A message of the protocol, with what it carries.
///
/// `encode()` and `decode(_:limits:)` are each other's inverse. Sockets are no concern of this
/// module.
package enum Message: Sendable, Equatable {
  case hello(Hello, ClientList)
  case welcome(Welcome)
  case task(TrainingTask, ModelPayload, ClientList)
  case update(TrainingUpdate, ModelPayload)
  case declined(Declined)
  case evaluate(EvaluationTask, ModelPayload)
  case scores(Scores)
  case ping(Ping)
  case pong(Pong)
  case goodbye(Goodbye)

  /// The version of the protocol that this program speaks.
  package static let version: UInt8 = 1
  /// The byte that every message begins with, an 'M'.
  package static let magic: UInt8 = 0x4d

  package var type: MessageType { Swift.type(of: header).type }

  /// The JSON part.
  package var header: any WireHeader {
    switch self {
    case .hello(let header, _): header
    case .welcome(let header): header
    case .task(let header, _, _): header
    case .update(let header, _): header
    case .declined(let header): header
    case .evaluate(let header, _): header
    case .scores(let header): header
    case .ping(let header): header
    case .pong(let header): header
    case .goodbye(let header): header
    }
  }

  /// The run the message belongs to.
  package var runID: String { header.runID }

  /// The floats, in the order of the header's `payloads`.
  private var payloads: [Payload] {
    switch self {
    case .hello(_, let clients): [clients.payload]
    case .task(_, let model, let participants):
      [model.parameters, model.buffers, participants.payload]
    case .update(_, let model), .evaluate(_, let model): [model.parameters, model.buffers]
    default: []
    }
  }
}

/// The frames of a message, in their order: `head`, `header`, then each of `payloads`.
package struct WireFrames: Sendable, Equatable {
  /// Magic, version, type and flags.
  package let head: [UInt8]
  /// The JSON header.
  package let header: [UInt8]
  /// The floats, a frame each.
  package let payloads: [Payload]

  /// The frames of a message; a payload of no values has none.
  init(_ type: MessageType, header: [UInt8], payloads: [Payload]) {
    head = [Message.magic, Message.version, type.rawValue, 0]
    self.header = header
    self.payloads = payloads.filter { $0.count > 0 }
  }

  /// All frames' bytes; payloads that came from a transport's frames are those frames.
  package var all: [any PayloadBytes] { [head, header] + payloads.map(\.bytes) }
}

// MARK: - Encoding

extension Message {
  /// The frames to send.
  ///
  /// - Throws: `ProtocolError` when the header is too long for a message, or holds a value that the
  ///   receiver would refuse.
  package func encode() throws(ProtocolError) -> WireFrames {
    let header = self.header
    let payloads = self.payloads
    let declared = header.payloads.map(\.count)
    precondition(
      declared == payloads.map(\.count),
      "\(type) declares \(declared) floats and carries \(payloads.map(\.count))")
    return WireFrames(type, header: try header.encoded(), payloads: payloads)
  }
}
