package import Foundation

/// JSON as run folders hold it: snake_case keys, sorted, no escaped slashes.
package enum RunJSON {
  /// One line without a line end.
  package static func line(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
  }

  /// An indented document with a line end.
  package static func document(_ value: some Encodable) throws -> Data {
    var data = try encoder([.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]).encode(value)
    data.append(UInt8(ascii: "\n"))
    return data
  }

  /// Reads what `line` or `document` wrote.
  package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }

  private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}
