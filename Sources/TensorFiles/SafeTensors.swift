package import Foundation
package import Tensors

/// Named float tensors and text, as a safetensors file holds them; PyTorch can load it.
///
/// Format: eight bytes with the length of a JSON header, the header, the values little-endian. Only
/// tensors of type F32 are read (I64 and U8 become floats). Source:
/// https://github.com/huggingface/safetensors#format
package struct SafeTensors: Sendable, Equatable {
  /// The tensors, in file order.
  package var tensors: [(name: String, tensor: Tensor)]
  /// Free text, kept under `__metadata__`.
  package var metadata: [String: String]

  package init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor called `name`.
  package subscript(name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

  package static func == (first: SafeTensors, second: SafeTensors) -> Bool {
    first.metadata == second.metadata
      && first.tensors.elementsEqual(second.tensors) {
        $0.name == $1.name && $0.tensor == $1.tensor
      }
  }

  // MARK: - Reading

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - path: for messages.
  /// - Throws: `TensorFileError`.
  package init(decoding data: Data, path: String) throws(TensorFileError) {
    let bytes = Data(data)
    func malformed(_ reason: String) -> TensorFileError { .malformed(path: path, reason: reason) }
    guard bytes.count >= 8 else { throw malformed("it holds \(bytes.count) bytes") }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(bytes.count - 8, 100_000_000)) else {
      throw malformed("its header claims \(length) bytes")
    }
    let body = 8 + Int(length)
    guard
      let object = try? JSONSerialization.jsonObject(with: bytes[8..<body]) as? [String: Any]
    else { throw malformed("its header is not a JSON object") }
    metadata = object["__metadata__"] as? [String: String] ?? [:]
    var found: [(start: Int, name: String, tensor: Tensor)] = []
    for (name, value) in object where name != "__metadata__" {
      guard let entry = value as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let range = entry["data_offsets"] as? [Int],
        range.count == 2, range[0] >= 0, range[0] <= range[1], range[1] <= bytes.count - body,
        shape.allSatisfy({ $0 >= 0 && $0 < 1 << 31 })
      else { throw malformed("the entry '\(name)' makes no sense") }
      let slice = bytes[(body + range[0])..<(body + range[1])]
      let values = try Self.floats(slice, type: type, name: name, path: path)
      guard shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == values.count
      else { throw malformed("'\(name)' has \(values.count) values for the shape \(shape)") }
      found.append((range[0], name, Tensor(shape: shape, values: values)))
    }
    found.sort { ($0.start, $0.name) < ($1.start, $1.name) }
    tensors = found.map { ($0.name, $0.tensor) }
  }

  /// Reads a file.
  package init(contentsOf path: String) throws(TensorFileError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(decoding: data, path: path)
  }

  private static func floats(
    _ bytes: Data, type: String, name: String, path: String
  ) throws(TensorFileError) -> [Float] {
    func load<Value>(_: Value.Type, _ convert: (Value) -> Float) -> [Float] {
      let size = MemoryLayout<Value>.size
      return unsafe bytes.withUnsafeBytes { raw in
        (0..<raw.count / size).map {
          unsafe convert(raw.loadUnaligned(fromByteOffset: $0 * size, as: Value.self))
        }
      }
    }
    switch type {
    case "F32": return load(UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) }
    case "F64":
      return load(UInt64.self) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    case "I64": return load(Int64.self) { Float(Int64(littleEndian: $0)) }
    case "I32": return load(Int32.self) { Float(Int32(littleEndian: $0)) }
    case "U8", "BOOL": return load(UInt8.self) { Float($0) }
    default:
      throw .unsupportedType(path: path, name: name, type: type, allowed: "F32")
    }
  }
}
