package import Foundation

/// One array of numbers, as NumPy saves it in a `.npy` file.
///
/// Little-endian float32, float64 and int64 in row-major order, of any number of dimensions.
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package struct NumpyFile: Sendable, Equatable {
  /// The numbers, row-major.
  package enum Values: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    case int64([Int64])
  }

  /// The length of each dimension; empty for a single number.
  package let shape: [Int]
  package let values: Values

  package init(shape: [Int], values: Values) {
    precondition(
      shape.reduce(1, *) == values.count, "\(values.count) values do not fill the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The numbers as float32, rounded where they are wider.
  package var floats: [Float] {
    switch values {
    case .float32(let values): values
    case .float64(let values): values.map { Float($0) }
    case .int64(let values): values.map { Float($0) }
    }
  }

  /// The numbers as float64.
  package var doubles: [Double] {
    switch values {
    case .float32(let values): values.map { Double($0) }
    case .float64(let values): values
    case .int64(let values): values.map { Double($0) }
    }
  }

  // MARK: - Files

  /// Reads a file.
  ///
  /// - Throws: `TensorFileError`.
  package init(contentsOf path: String) throws(TensorFileError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(decoding: data, path: path)
  }

  /// Writes a file.
  ///
  /// - Throws: `TensorFileError.unwritable`.
  package func write(to path: String) throws(TensorFileError) {
    do {
      try encoded().write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  // MARK: - Bytes

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The bytes of the file, version 1, or 2 where the header is longer than version 1 allows.
  package func encoded() -> Data {
    let lengths = shape.map(String.init).joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    var header = "{'descr': '\(values.type)', 'fortran_order': False, 'shape': \(tuple), }"
    let isLong = header.utf8.count + 74 > Int(UInt16.max)
    let prefix = Self.magic.count + 2 + (isLong ? 4 : 2)
    // NumPy pads with spaces to a multiple of 64 and ends the header with a newline.
    while !(prefix + header.utf8.count + 1).isMultiple(of: 64) { header += " " }
    header += "\n"
    var data = Data(Self.magic + [isLong ? 2 : 1, 0])
    for byte in 0..<(isLong ? 4 : 2) {
      data.append(UInt8(truncatingIfNeeded: header.utf8.count >> (8 * byte)))
    }
    data.append(contentsOf: header.utf8)
    values.append(to: &data)
    return data
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - path: for messages.
  /// - Throws: `TensorFileError`.
  package init(decoding data: Data, path: String) throws(TensorFileError) {
    let bytes = Data(data)
    let (header, start) = try NumpyHeader.read(bytes, magic: Self.magic, path: path)
    let body = bytes[start...]
    var count = 1
    for length in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw .malformed(path: path, reason: "its shape \(header.shape) is too large")
      }
      count = product
    }
    guard let values = Values(body, type: header.type) else {
      throw .unsupportedType(
        path: path, name: "the array", type: header.type, allowed: "<f4, <f8 or <i8")
    }
    guard values.count == count, body.count == count * values.width else {
      throw .malformed(
        path: path,
        reason: "it holds \(body.count) bytes of \(header.type) values for the shape"
          + " \(header.shape)")
    }
    shape = header.shape
    self.values = values
  }
}

extension NumpyFile.Values {
  /// The number of values.
  package var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    }
  }

  fileprivate var type: String {
    switch self {
    case .float32: "<f4"
    case .float64: "<f8"
    case .int64: "<i8"
    }
  }

  /// Bytes per value.
  fileprivate var width: Int { if case .float32 = self { 4 } else { 8 } }

  fileprivate init?(_ bytes: Data, type: String) {
    func load<Bits: FixedWidthInteger, Value>(_ convert: (Bits) -> Value) -> [Value] {
      let size = MemoryLayout<Bits>.size
      return unsafe bytes.withUnsafeBytes { raw in
        (0..<raw.count / size).map {
          unsafe convert(
            Bits(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Bits.self)))
        }
      }
    }
    switch type {
    case "<f4": self = .float32(load { Float(bitPattern: $0) })
    case "<f8": self = .float64(load { Double(bitPattern: $0) })
    case "<i8": self = .int64(load { (bits: Int64) in bits })
    default: return nil
    }
  }

  fileprivate func append(to data: inout Data) {
    func append<Bits: FixedWidthInteger>(_ bits: [Bits]) {
      unsafe bits.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    }
    switch self {
    case .float32(let values): append(values.map { $0.bitPattern.littleEndian })
    case .float64(let values): append(values.map { $0.bitPattern.littleEndian })
    case .int64(let values): append(values.map { $0.littleEndian })
    }
  }
}
