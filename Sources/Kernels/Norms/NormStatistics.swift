/// The numbers of a normalization between its passes over memory.
///
/// For each channel, or for each channel of each image: first sums over values, then the coefficients
/// of `y = (x − mean) · scale + shift` and of `dx = dy · scale + (x − mean) · slope + offset`.
struct NormStatistics {
  /// Σ x forward, Σ dy backward.
  var sums: [Double] = []
  /// Σ x² forward, Σ dy · (x − mean) backward.
  var products: [Double] = []
  /// 1 / √(variance + ε).
  var inverseDeviations: [Double] = []
  var mean = AlignedBuffer(count: 0)
  var scale = AlignedBuffer(count: 0)
  var shift = AlignedBuffer(count: 0)
  var slope = AlignedBuffer(count: 0)
  var offset = AlignedBuffer(count: 0)

  /// Makes room for so many channels; what was there is lost if it was too little.
  mutating func reserve(_ count: Int) {
    guard count > sums.count else { return }
    sums = Array(repeating: 0, count: count)
    products = sums
    inverseDeviations = sums
    mean = AlignedBuffer(count: count)
    scale = AlignedBuffer(count: count)
    shift = AlignedBuffer(count: count)
    slope = AlignedBuffer(count: count)
    offset = AlignedBuffer(count: count)
  }

  /// Sets the forward coefficients of one place.
  mutating func normalize(
    _ place: Int, mean: Double, variance: Double, scale: Float, shift: Float
  ) {
    let inverse = 1 / (max(0, variance) + Norm.epsilon).squareRoot()
    inverseDeviations[place] = inverse
    self.mean[place] = Float(mean)
    self.scale[place] = Float(inverse * Double(scale))
    self.shift[place] = shift
  }
}
