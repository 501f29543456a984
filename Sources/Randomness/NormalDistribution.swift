/// The quantile function of the standard normal distribution.
package enum NormalDistribution {
  /// The value that a share `p` of draws lies below; `p` strictly between 0 and 1.
  ///
  /// Relative error about 1e-16. Source: Wichura, algorithm AS 241, Applied Statistics 1988,
  /// doi:10.2307/2347330.
  package static func quantile(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 { return central(q, 0.180625 - q * q) }
    let tail = q < 0 ? p : 1 - p
    let r = (-ElementaryFunctions.log(tail)).squareRoot()
    let value = r <= 5 ? middle(r - 1.6) : far(r - 5)
    return q < 0 ? -value : value
  }

  // MARK: - The three rational approximations

  private static func central(_ q: Double, _ x: Double) -> Double {
    let numerator = polynomial(
      x, 3.387132872796366608, 133.14166789178437745, 1971.5909503065514427,
      13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105,
      2509.0809287301226727)
    let denominator = polynomial(
      x, 1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
      21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852545925)
    return q * numerator / denominator
  }

  private static func middle(_ x: Double) -> Double {
    let numerator = polynomial(
      x, 1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055,
      3.64784832476320460504, 1.27045825245236838258, 0.24178072517745061177,
      0.0227238449892691845833, 7.7454501427834140764e-4)
    let denominator = polynomial(
      x, 1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
      0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
      1.05075007164441684324e-9)
    return numerator / denominator
  }

  private static func far(_ x: Double) -> Double {
    let numerator = polynomial(
      x, 6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358,
      0.29656057182850489123, 0.026532189526576123093, 0.0012426609473880784386,
      2.71155556874348757815e-5, 2.01033439929228813265e-7)
    let denominator = polynomial(
      x, 1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
      7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
      2.04426310338993978564e-15)
    return numerator / denominator
  }

  /// The polynomial with these coefficients, lowest power first; eight by name, as an array of them
  /// would be fetched and checked in every draw.
  @inline(__always)
  private static func polynomial(
    _ x: Double, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double,
    _ g: Double, _ h: Double
  ) -> Double {
    let high = ((h * x + g) * x + f) * x + e
    return (((high * x + d) * x + c) * x + b) * x + a
  }
}
