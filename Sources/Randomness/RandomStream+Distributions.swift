extension RandomStream {
  /// A number in 0..<1 with 53 random bits.
  package mutating func uniform() -> Double { Self.unit(next()) }

  /// A number in `low..<high`.
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A whole number in `0..<bound`, each equally likely (Lemire 2019, arXiv:1805.10941).
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no whole number lies in 0..<\(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A draw from the normal distribution with mean 0 and deviation 1.
  package mutating func normal() -> Double { NormalDistribution.quantile(Self.openUnit(next())) }

  /// The normal draw at a position of the stream, whatever was drawn before.
  package func normal(at position: Int) -> Double {
    let pair = block(at: UInt64(position / 2))
    return NormalDistribution.quantile(
      Self.openUnit(position.isMultiple(of: 2) ? pair.0 : pair.1))
  }

  /// Adds normal draws, times a deviation, to values that stand for the positions from `first` on.
  ///
  /// Value `i` gets `deviation · normal(at: first + i)`, in double and rounded once; so a long array
  /// can be worked on in parts, in any order. Two positions share a block of bits: parts that start at
  /// an even one are the fastest.
  package func addNormals(
    to values: inout MutableSpan<Float>, at first: Int, deviation: Double
  ) {
    var index = 0
    if !first.isMultiple(of: 2), !values.isEmpty {
      values[0] = Float(Double(values[0]) + deviation * normal(at: first))
      index = 1
    }
    while index < values.count {
      let bits = block(at: UInt64((first + index) / 2))
      let even = NormalDistribution.quantile(Self.openUnit(bits.0))
      values[index] = Float(Double(values[index]) + deviation * even)
      if index + 1 < values.count {
        let odd = NormalDistribution.quantile(Self.openUnit(bits.1))
        values[index + 1] = Float(Double(values[index + 1]) + deviation * odd)
      }
      index += 2
    }
  }

  /// The logarithm of a draw from the gamma distribution with unit scale.
  ///
  /// The logarithm, since draws for small shapes underflow. Source: Marsaglia and Tsang, ACM TOMS
  /// 2000, doi:10.1145/358407.358414; shapes under 1 by their boost, `U^(1/shape)`.
  ///
  /// - Parameter shape: greater than 0.
  /// - Returns: any finite number.
  package mutating func logGamma(shape: Double) -> Double {
    precondition(shape > 0, "the shape of a gamma distribution must be above 0, not \(shape)")
    guard shape >= 1 else {
      let boost = ElementaryFunctions.log(Self.openUnit(next())) / shape
      return logGamma(shape: shape + 1) + boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let logV = ElementaryFunctions.log(v)
      if ElementaryFunctions.log(Self.openUnit(next())) < 0.5 * x * x + d - d * v + d * logV {
        return ElementaryFunctions.log(d) + logV
      }
    }
  }

  /// A draw from the Dirichlet distribution, computed in log space so that tiny concentrations work.
  ///
  /// - Parameter concentrations: each greater than 0, not empty.
  /// - Returns: as many shares, each in 0...1, with sum 1.
  package mutating func dirichlet(_ concentrations: [Double]) -> [Double] {
    var logs: [Double] = []
    for concentration in concentrations { logs.append(logGamma(shape: concentration)) }
    let largest = logs.max() ?? 0
    let weights = logs.map { ElementaryFunctions.exp($0 - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// A position, drawn in proportion to the weights.
  ///
  /// - Parameter weights: not negative, with a positive sum.
  /// - Returns: a position in `weights` whose weight is above 0.
  package mutating func index(weightedBy weights: [Double]) -> Int {
    let target = uniform() * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if target < sum { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  // MARK: - Details

  private static func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  /// A number strictly between 0 and 1, symmetric around one half.
  private static func openUnit(_ bits: UInt64) -> Double {
    (Double(bits >> 12) + 0.5) * 0x1p-52
  }
}

extension Array {
  /// Puts the elements in random order (Fisher and Yates).
  // Other modules get it unspecialized otherwise, and each swap then allocates.
  @_specialize(where Element == Int)
  package mutating func shuffle(using random: inout RandomStream) {
    guard count > 1 else { return }
    for last in stride(from: count - 1, to: 0, by: -1) {
      swapAt(last, random.integer(below: last + 1))
    }
  }

  /// The elements in random order.
  package func shuffled(using random: inout RandomStream) -> [Element] {
    var copy = self
    copy.shuffle(using: &random)
    return copy
  }
}
