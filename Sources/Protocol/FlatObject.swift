/// A JSON object of numbers, plain strings and nulls, read and written without Foundation.
///
/// The headers of tasks and updates are such objects, and Foundation's coders are most of what a
/// short message costs. What is not understood here (an escape, a nested value, white space, a key
/// that comes twice) is left to them, so that both give the same header or the same refusal.
struct FlatObject {
  private enum Value {
    case null
    case text(Range<Int>)
    case number(Range<Int>)
  }

  private let bytes: [UInt8]
  private var members: [(key: Range<Int>, value: Value)] = []

  /// Reads an object; nil for whatever is left to Foundation.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    var place = 0
    guard take("{", at: &place) else { return nil }
    repeat {
      guard let key = text(at: &place), take(":", at: &place), let value = value(at: &place),
        self[key] == nil
      else { return nil }
      members.append((key, value))
    } while take(",", at: &place)
    guard take("}", at: &place), place == bytes.count else { return nil }
  }

  /// The whole number under a key; nil if there is none.
  func integer(_ key: String) -> Int? {
    guard case .number(let range)? = self[key] else { return nil }
    // Eighteen digits do not overflow.
    guard range.count <= 18 else { return nil }
    var value = 0
    for byte in bytes[range] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// The number under a key; nil if there is none.
  func number(_ key: String) -> Double? {
    guard case .number(let range)? = self[key] else { return nil }
    let number = Double(String(decoding: bytes[range], as: UTF8.self))
    // One that is too large is Foundation's to refuse.
    return number?.isFinite == true ? number : nil
  }

  /// The string under a key; nil if there is none.
  func text(_ key: String) -> String? {
    guard case .text(let range)? = self[key] else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// Whether a key has a value other than null.
  func has(_ key: String) -> Bool {
    switch self[key] {
    case .null?, nil: false
    case .text?, .number?: true
    }
  }

  // MARK: - Details

  private subscript(key: Range<Int>) -> Value? {
    members.first { bytes[$0.key].elementsEqual(bytes[key]) }?.value
  }

  private subscript(key: String) -> Value? {
    members.first { bytes[$0.key].elementsEqual(key.utf8) }?.value
  }

  private func take(_ character: Unicode.Scalar, at place: inout Int) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  /// A string without escapes, in ASCII.
  private func text(at place: inout Int) -> Range<Int>? {
    guard take("\"", at: &place) else { return nil }
    let start = place
    while place < bytes.count, Self.isPlain(bytes[place]) { place += 1 }
    let range = start..<place
    return take("\"", at: &place) ? range : nil
  }

  /// Whether a byte stands for itself within a JSON string.
  static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private func value(at place: inout Int) -> Value? {
    if let range = text(at: &place) { return .text(range) }
    guard place < bytes.count else { return nil }
    if bytes[place] == UInt8(ascii: "n") {
      return "null".unicodeScalars.allSatisfy { take($0, at: &place) } ? .null : nil
    }
    return number(at: &place).map { .number($0) }
  }

  /// A number as JSON has it, without a sign: headers hold none below zero.
  private func number(at place: inout Int) -> Range<Int>? {
    let start = place
    guard let whole = digits(at: &place), whole == 1 || bytes[start] != UInt8(ascii: "0") else {
      return nil
    }
    let hasFraction = take(".", at: &place)
    if hasFraction, digits(at: &place) == nil { return nil }
    if take("e", at: &place) {
      // Foundation takes no '0e5', though JSON does.
      guard hasFraction || bytes[start] != UInt8(ascii: "0") else { return nil }
      if !take("-", at: &place) { _ = take("+", at: &place) }
      if digits(at: &place) == nil { return nil }
    }
    return start..<place
  }

  /// How many digits there are, at least one.
  private func digits(at place: inout Int) -> Int? {
    let start = place
    while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
      place += 1
    }
    return place > start ? place - start : nil
  }
}

// MARK: - Writing

extension FlatObject {
  /// What a header may hold.
  enum Member {
    case integer(Int)
    /// Left out if nil.
    case number(Double?)
    case text(String)
  }

  /// Writes an object.
  ///
  /// - Parameter members: in the order of their keys.
  /// - Returns: the same bytes that Foundation's encoder gives; nil for what is left to it.
  static func write(_ members: KeyValuePairs<StaticString, Member>) -> [UInt8]? {
    var text = "{"
    for (key, member) in members {
      let value: String
      switch member {
      case .integer(let number): value = "\(number)"
      case .number(nil): continue
      case .number(let number?):
        guard number.isFinite else { return nil }
        value = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
      case .text(let string):
        guard string.utf8.allSatisfy(isPlain) else { return nil }
        value = "\"\(string)\""
      }
      text += text.utf8.count == 1 ? "\"" : ",\""
      text += "\(key)\":\(value)"
    }
    return Array((text + "}").utf8)
  }
}
