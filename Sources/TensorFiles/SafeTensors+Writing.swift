package import Foundation
package import Tensors

extension SafeTensors {
  /// Values that lie one behind the other as their layout names them.
  package typealias Part = (values: [Float], layout: ParameterLayout)

  /// Writes a file piece by piece, so that a large model is not copied as a whole.
  ///
  /// - Parameters:
  ///   - parts: a model's parameters, then what else it has; no name may come twice.
  ///   - metadata: free text, kept under `__metadata__`.
  ///   - sink: gets the bytes in order; the same parts and text give the same bytes.
  /// - Throws: what `sink` throws.
  package static func write(
    _ parts: [Part], metadata: [String: String], to sink: (Data) throws -> Void
  ) throws {
    try sink(header(parts.map(\.layout), metadata: metadata))
    for (values, layout) in parts {
      precondition(values.count == layout.count, "\(values.count) values, not \(layout.count)")
      for start in stride(from: 0, to: values.count, by: pieceCount) {
        let piece = values[start..<min(start + pieceCount, values.count)]
        try sink(unsafe piece.withUnsafeBytes { unsafe Data($0) })
      }
    }
  }

  // MARK: - Details

  /// Values that are handed over at once: a mebibyte.
  private static let pieceCount = 1 << 18

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// The length of the header and the header.
  private static func header(
    _ layouts: [ParameterLayout], metadata: [String: String]
  ) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    var members = metadata.isEmpty ? [] : ["\"__metadata__\":" + (try json(metadata))]
    var offset = 0
    for entry in layouts.flatMap(\.entries) {
      let end = offset + entry.count * 4
      let value = Entry(dtype: "F32", shape: entry.shape, data_offsets: [offset, end])
      members.append(try json(entry.name) + ":" + json(value))
      offset = end
    }
    var text = "{\(members.joined(separator: ","))}"
    while !text.utf8.count.isMultiple(of: 8) { text += " " }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> ($0 * 8)) }
    return Data(length) + Data(text.utf8)
  }
}
