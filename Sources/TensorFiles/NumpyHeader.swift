import Foundation

/// What stands before the numbers of a `.npy` file: a dictionary as Python writes it.
struct NumpyHeader {
  /// As NumPy spells it, such as `<f4`.
  let type: String
  let shape: [Int]

  /// Reads the header and says where the numbers start.
  static func read(
    _ bytes: Data, magic: [UInt8], path: String
  ) throws(TensorFileError) -> (header: NumpyHeader, start: Int) {
    func malformed(_ reason: String) -> TensorFileError { .malformed(path: path, reason: reason) }
    guard bytes.count >= 10, Array(bytes.prefix(magic.count)) == magic else {
      throw malformed("it does not start as a .npy file does")
    }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw malformed("its format version is \(version); versions 1 to 3 can be read")
    }
    let width = version == 1 ? 2 : 4
    let length = bytes[8..<min(8 + width, bytes.count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 8 + width + length else {
      throw malformed("its header claims \(length) bytes of \(bytes.count)")
    }
    let start = 8 + width + length
    let text = String(decoding: bytes[(8 + width)..<start], as: UTF8.self)
    return (try NumpyHeader(text, path: path), start)
  }

  private init(_ text: String, path: String) throws(TensorFileError) {
    func malformed(_ reason: String) -> TensorFileError { .malformed(path: path, reason: reason) }
    guard let order = Self.word(after: "fortran_order", in: text),
      ["True", "False"].contains(order)
    else { throw malformed("its header has no fortran_order") }
    guard let descr = Self.value(after: "descr", in: text) else {
      throw malformed("its header has no descr")
    }
    guard let quote = descr.first, quote == "'" || quote == "\"" else {
      throw .unsupportedType(
        path: path, name: "the array", type: "with named fields", allowed: "<f4, <f8 or <i8")
    }
    type = String(descr.dropFirst().prefix { $0 != quote })
    guard let shape = Self.shape(in: text) else { throw malformed("its header has no shape") }
    guard order == "False" || shape.count < 2 else {
      throw malformed("it is stored column by column; save numpy.ascontiguousarray(x) instead")
    }
    self.shape = shape
  }

  private static func value(after key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      guard let range = text.range(of: "\(quote)\(key)\(quote)") else { continue }
      let rest = text[range.upperBound...].drop { $0 == " " }
      guard rest.first == ":" else { return nil }
      return rest.dropFirst().drop { $0 == " " }
    }
    return nil
  }

  private static func word(after key: String, in text: String) -> String? {
    value(after: key, in: text).map { String($0.prefix { $0.isLetter }) }
  }

  private static func shape(in text: String) -> [Int]? {
    guard let value = value(after: "shape", in: text), value.first == "(",
      let end = value.firstIndex(of: ")")
    else { return nil }
    var lengths: [Int] = []
    for part in value[..<end].dropFirst().split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let length = Int(digits), length >= 0 else { return nil }
      lengths.append(length)
    }
    return lengths
  }
}
