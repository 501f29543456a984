/// Why a message is refused.
package enum ProtocolError: Error, Equatable {
  /// More or fewer frames than any message has.
  case frameCount(seen: Int, allowed: ClosedRange<Int>)
  /// A first frame that is not four bytes long.
  case headLength(seen: Int)
  case magic(seen: UInt8)
  case version(seen: UInt8, supported: UInt8)
  case unknownType(UInt8)
  /// Bits that have no meaning in this version.
  case unknownFlags(UInt8)
  /// A kind of message that only the other side sends.
  case wrongDirection(MessageType)
  case headerTooLong(MessageType, bytes: Int, limit: Int)
  /// A header that is not JSON, lacks a key, or holds another kind of value.
  case malformedHeader(MessageType, reason: String)
  /// A value that no message may hold, such as a negative count.
  case outOfRange(MessageType, key: String, seen: String, allowed: String)
  /// Another number of payload frames than the header declares.
  case payloadCount(MessageType, seen: Int, expected: Int)
  /// A payload that is not four bytes for each declared element.
  case payloadLength(MessageType, key: String, bytes: Int, expected: Int)
  /// A declared count that is not the model's.
  case elementCount(MessageType, key: String, seen: Int, expected: Int)
}

extension ProtocolError: CustomStringConvertible {
  /// One sentence: what was seen, what is allowed.
  package var description: String {
    switch self {
    case .frameCount(let seen, let allowed):
      "the message has \(seen) frames; it must have \(allowed.lowerBound) to \(allowed.upperBound)"
    case .headLength(let seen): "the first frame has \(seen) bytes; it must have 4"
    case .magic(let seen):
      "the message begins with byte \(seen), not with 77 ('M'); it is not of this protocol"
    case .version(let seen, let supported):
      "the message is of version \(seen); this program speaks version \(supported)"
    case .unknownType(let type): "the message is of type \(type), which does not exist"
    case .unknownFlags(let flags): "the message sets flags \(flags); this version knows none"
    case .wrongDirection(let type): "\(type) came from the side that does not send it"
    case .headerTooLong(let type, let bytes, let limit):
      "the header of \(type) has \(bytes) bytes; at most \(limit) are allowed"
    case .malformedHeader(let type, let reason): "the header of \(type) cannot be read: \(reason)"
    case .outOfRange(let type, let key, let seen, let allowed):
      "'\(key)' in \(type) is \(seen); it must be \(allowed)"
    case .payloadCount(let type, let seen, let expected):
      "\(type) has \(seen) payload frames; its header declares \(expected)"
    case .payloadLength(let type, let key, let bytes, let expected):
      "the payload '\(key)' of \(type) has \(bytes) bytes; its header declares \(expected)"
    case .elementCount(let type, let key, let seen, let expected):
      "'\(key)' in \(type) is \(seen); the model has \(expected)"
    }
  }

  /// A few words for counting refusals by their reason.
  package var category: String {
    switch self {
    case .frameCount: "frame count"
    case .headLength: "first frame"
    case .magic: "magic"
    case .version: "version"
    case .unknownType: "type"
    case .unknownFlags: "flags"
    case .wrongDirection: "direction"
    case .headerTooLong: "header length"
    case .malformedHeader: "header"
    case .outOfRange: "value"
    case .payloadCount: "payload count"
    case .payloadLength: "payload length"
    case .elementCount: "element count"
    }
  }
}
