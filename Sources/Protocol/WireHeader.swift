private import Foundation

/// The JSON part of one kind of message.
///
/// Properties are written in snake_case. Unknown keys are ignored, so that a later version may add
/// some.
package protocol WireHeader: Codable, Sendable, Equatable {
  static var type: MessageType { get }

  /// The run the message belongs to.
  var runID: String { get }

  /// The whole numbers in the header, each from 0 to 2⁵³ − 1, under their keys.
  var counts: [(key: String, value: Int)] { get }

  /// How many floats each payload has, under their keys; a payload of none has no frame.
  var payloads: [(key: String, count: Int)] { get }

  /// Whether 0 parameters stand for a model that the receiver has already.
  static var mayOmitModel: Bool { get }

  /// Refuses values that cannot be, on their own or together.
  func check() throws(ProtocolError)
}

extension WireHeader {
  package var payloads: [(key: String, count: Int)] { [] }

  package static var mayOmitModel: Bool { false }

  package func check() throws(ProtocolError) {}

  /// An error about one of this header's values.
  func outOfRange(_ key: String, _ seen: Any, _ allowed: String) -> ProtocolError {
    .outOfRange(Self.type, key: key, seen: "\(seen)", allowed: allowed)
  }
}

// MARK: - JSON

extension WireHeader {
  /// The header's bytes; the same header gives the same bytes.
  func encoded() throws(ProtocolError) -> [UInt8] {
    try checkAll()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try encoder.encode(self))
    } catch {
      throw .malformedHeader(Self.type, reason: "\(error)")
    }
    try Self.checkLength(bytes.count)
    return bytes
  }

  init(decoding frame: any PayloadBytes) throws(ProtocolError) {
    try Self.checkLength(frame.byteCount)
    let data = frame.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Data($0) } }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let error as DecodingError {
      throw .malformedHeader(Self.type, reason: error.shortReason)
    } catch {
      throw .malformedHeader(Self.type, reason: "\(error)")
    }
    try checkAll()
  }

  private func checkAll() throws(ProtocolError) {
    for (key, value) in counts { try check(value, of: key) }
    for (key, count) in payloads { try check(count, of: key) }
    try check()
  }

  private func check(_ value: Int, of key: String) throws(ProtocolError) {
    guard (0...WireLimits.maximumCount).contains(value) else {
      throw outOfRange(key, value, "a whole number from 0 to \(WireLimits.maximumCount)")
    }
  }

  private static func checkLength(_ count: Int) throws(ProtocolError) {
    guard count <= WireLimits.maximumHeaderBytes else {
      throw .headerTooLong(type, bytes: count, limit: WireLimits.maximumHeaderBytes)
    }
  }
}

extension DecodingError {
  /// A few words; Foundation's own hold the whole context.
  fileprivate var shortReason: String {
    switch self {
    case .keyNotFound(let key, _): "it lacks '\(key.stringValue)'"
    case .typeMismatch(_, let context): "'\(Self.name(context))' is of another type"
    case .valueNotFound(_, let context): "'\(Self.name(context))' is null"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "'\(Self.name(context))' cannot be read"
    // Foundation does not say where in a document a number does not fit its type.
    default: "it is not JSON, or holds a number that does not fit"
    }
  }

  private static func name(_ context: Context) -> String {
    context.codingPath.isEmpty
      ? "the header" : context.codingPath.map(\.stringValue).joined(separator: ".")
  }
}
