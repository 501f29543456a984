import Foundation
package import Options
import TensorFiles
package import Tensors

/// A file of reference cases, beside the tests in a folder `Golden`.
package struct GoldenFile: Sendable {
  package let cases: [GoldenCase]

  /// Reads `Golden/<name>.json` and the tensors beside it, next to the test's source file.
  package init(_ name: String, beside file: String = #filePath) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    let json = try OptionValue(
      json: Data(contentsOf: folder.appendingPathComponent("\(name).json")))
    var tensors: SafeTensors?
    if case .string(let sibling)? = json["tensors"] {
      tensors = try SafeTensors(contentsOf: folder.appendingPathComponent(sibling).path)
    }
    guard case .array(let cases)? = json["cases"] else { throw GoldenError.noCases(name) }
    self.cases = cases.map { GoldenCase(json: $0, tensors: tensors) }
  }

  /// The cases of one algorithm.
  package func cases(of algorithm: String) -> [GoldenCase] {
    cases.filter { $0.algorithm == algorithm }
  }
}

package enum GoldenError: Error {
  case noCases(String)
  case missing(String)
}

/// One reference case.
package struct GoldenCase: Sendable {
  package let json: OptionValue
  private let tensors: SafeTensors?

  init(json: OptionValue, tensors: SafeTensors?) {
    self.json = json
    self.tensors = tensors
  }

  package var name: String { json["name"]?.description ?? "" }
  package var algorithm: String { json["algorithm"]?.description ?? "" }
  package var inputs: OptionValue { json["inputs"] ?? .null }
  package var parameters: OptionValue { json["parameters"] ?? .null }
  package var expected: OptionValue { json["expected"] ?? .null }
  /// Whether the rule must refuse.
  package var expectsError: Bool { expected["error"] != nil }

  /// The allowed gap for one key of the expectation, at an expected value.
  package func tolerance(_ key: String, at value: Double) -> Double {
    let tolerance = json["tolerance"]?["perKey"]?[key] ?? json["tolerance"] ?? .null
    let relative = tolerance["relative"]?.number ?? 0
    let absolute = tolerance["absolute"]?.number ?? 0
    return absolute + relative * abs(value)
  }

  /// The value under `inputs` as float32, flattened; a name in the tensor file is looked up.
  package func floats(_ key: String) throws -> [Float] { try tensor(key, of: inputs).values }

  /// The value under `inputs` with its shape.
  package func tensor(_ key: String) throws -> Tensor { try tensor(key, of: inputs) }

  /// A tensor of the file beside the cases, for names that stand deeper in a case.
  package func tensor(named name: String) throws -> Tensor {
    guard let tensor = tensors?[name] else { throw GoldenError.missing("\(self.name): \(name)") }
    return tensor
  }

  /// The value under `inputs` as an `n × d` matrix.
  package func matrix(_ key: String) throws -> UpdateMatrix {
    let tensor = try tensor(key)
    return UpdateMatrix(
      rows: tensor.shape[0], columns: tensor.shape.dropFirst().reduce(1, *), values: tensor.values)
  }

  /// The value under `expected`, flattened.
  package func expectedNumbers(_ key: String) throws -> [Double] {
    guard let value = expected[key] else { throw GoldenError.missing("\(name): \(key)") }
    if case .string(let tensorName) = value, let tensor = tensors?[tensorName] {
      return tensor.values.map(Double.init)
    }
    return value.numbers
  }

  /// The gap between `got` and the expectation beyond what is allowed, at its worst place.
  ///
  /// 0 or less passes. A wrong count is infinitely far.
  package func excess(_ got: [Double], _ key: String) throws -> Double {
    let expected = try expectedNumbers(key)
    guard got.count == expected.count else { return .infinity }
    return zip(got, expected).map { got, expected in
      let gap = abs(got - expected) - tolerance(key, at: expected)
      return gap.isNaN ? .infinity : gap
    }.max() ?? 0
  }

  package func excess(_ got: [Float], _ key: String) throws -> Double {
    try excess(got.map(Double.init), key)
  }

  private func tensor(_ key: String, of tree: OptionValue) throws -> Tensor {
    guard let value = tree[key] else { throw GoldenError.missing("\(name): \(key)") }
    if case .string(let tensorName) = value {
      guard let tensor = tensors?[tensorName] else { throw GoldenError.missing(tensorName) }
      return tensor
    }
    return Tensor(shape: value.shape, values: value.numbers.map { Float($0) })
  }
}

extension OptionValue {
  /// The number, if this is one.
  package var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The whole number, if this is one.
  package var integer: Int? { if case .int(let value) = self { value } else { nil } }

  /// All numbers in a nested list, in order; NaN stands for what is no number.
  package var numbers: [Double] {
    if case .array(let values) = self { return values.flatMap(\.numbers) }
    return [number ?? .nan]
  }

  /// The lengths of nested lists.
  package var shape: [Int] {
    guard case .array(let values) = self else { return [] }
    return [values.count] + (values.first?.shape ?? [])
  }
}

extension GoldenCase: CustomStringConvertible {
  package var description: String { name }
}
