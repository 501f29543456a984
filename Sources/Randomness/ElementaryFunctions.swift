/// Logarithm, exponential and sine from basic arithmetic alone.
///
/// The C library picks its implementations by processor, and they differ in the last bit; draws
/// must not. All are accurate to about two units in the last place.
package enum ElementaryFunctions {
  private static let ln2High = 6.93147180369123816490e-01
  private static let ln2Low = 1.90821492927058770002e-10

  /// The natural logarithm of a positive finite number.
  package static func log(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "no logarithm of \(x)")
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2 artanh s with s = (m − 1) / (m + 1), |s| < 0.172: eleven terms reach 2^-53.
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var series = (1.0 / 23) * square
    series = (series + 1.0 / 21) * square
    series = (series + 1.0 / 19) * square
    series = (series + 1.0 / 17) * square
    series = (series + 1.0 / 15) * square
    series = (series + 1.0 / 13) * square
    series = (series + 1.0 / 11) * square
    series = (series + 1.0 / 9) * square
    series = (series + 1.0 / 7) * square
    series = (series + 1.0 / 5) * square
    series = (series + 1.0 / 3) * square
    return exponent * ln2High + (2 * s + (2 * s * series + exponent * ln2Low))
  }

  /// The exponential; 0 below −745, infinity above 709.78.
  package static func exp(_ x: Double) -> Double {
    if x < -745 { return 0 }
    if x > 709.78 { return .infinity }
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    // |r| ≤ 0.347: the Taylor series to r^14 reaches 2^-53.
    var series = 1.0
    for term in stride(from: 14.0, through: 1, by: -1) { series = 1 + series * r / term }
    let half = Int(k) / 2
    return series * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: Int(k) - half, significand: 1)
  }

  /// The sine of an angle in turns, `sin(2π t)`; exactly 0 and ±1 at quarters of a turn.
  ///
  /// - Parameter turns: finite.
  /// - Returns: a number in −1...1.
  package static func sine(turns: Double) -> Double {
    // sin is odd around multiples of half a turn: |r| ≤ 1/4, and both subtractions are exact.
    let part = turns - turns.rounded()
    let r = part > 0.25 ? 0.5 - part : part < -0.25 ? -0.5 - part : part
    if abs(r) == 0.25 { return r < 0 ? -1 : 1 }
    // |x| < π/2: the Taylor series to x^21 reaches 2^-53.
    let x = r * 6.283185307179586
    var series = 1.0
    for term in stride(from: 20.0, through: 2, by: -2) {
      series = 1 - series * x * x / (term * (term + 1))
    }
    return x * series
  }
}
