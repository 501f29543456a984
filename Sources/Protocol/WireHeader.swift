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

  /// Whether headers of this type go through `FlatObject` first.
  static var isFlat: Bool { get }
}

/// A header that is sent for every client in every round, and must cost little.
protocol FlatHeader: WireHeader {
  /// Takes a header's values; nil if one is missing.
  init?(_ object: FlatObject)

  /// The header's bytes, the same that Foundation's encoder gives; nil for what is left to it.
  var flatBytes: [UInt8]? { get }
}

extension WireHeader {
  package var payloads: [(key: String, count: Int)] { [] }

  package static var mayOmitModel: Bool { false }

  package static var isFlat: Bool { false }

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
    let flat = Self.isFlat ? (self as? any FlatHeader)?.flatBytes : nil
    let bytes = if let flat { flat } else { try encodedByFoundation() }
    try Self.checkLength(bytes.count)
    return bytes
  }

  private func encodedByFoundation() throws(ProtocolError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(self))
    } catch {
      throw .malformedHeader(Self.type, reason: "\(error)")
    }
  }

  init(decoding frame: any PayloadBytes) throws(ProtocolError) {
    try Self.checkLength(frame.byteCount)
    let bytes = frame.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } }
    if Self.isFlat, let type = Self.self as? any FlatHeader.Type, let object = FlatObject(bytes),
      let header = type.init(object) as? Self
    {
      self = header
    } else {
      self = try Self.decodedByFoundation(bytes)
    }
    try checkAll()
  }

  private static func decodedByFoundation(_ bytes: [UInt8]) throws(ProtocolError) -> Self {
    do {
      return try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw .malformedHeader(type, reason: error.shortReason)
    } catch {
      throw .malformedHeader(type, reason: "\(error)")
    }
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
