/// The length to which updates are cut: a number, or what a round's own lengths say.
package enum ClipBound: Sendable, Equatable, Codable {
  case fixed(Double)
  /// The median of the round's norms; of an even count, the mean of the two middle ones.
  case medianOfNorms

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .fixed(number)
    } else {
      self = .medianOfNorms
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .fixed(let number): try container.encode(number)
    case .medianOfNorms: try container.encode("median")
    }
  }

  /// The bound for updates of these lengths, of which there is at least one.
  package func value(for norms: [Double]) -> Double {
    switch self {
    case .fixed(let number): return number
    case .medianOfNorms:
      let sorted = norms.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  /// For each length, the factor in 0...1 that cuts it to the bound.
  package static func factors(cutting norms: [Double], to bound: Double) -> [Double] {
    norms.map { $0 > bound ? bound / $0 : 1 }
  }
}
