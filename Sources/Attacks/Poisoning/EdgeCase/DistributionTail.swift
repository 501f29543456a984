package import Tensors

/// The least likely images of a class, under a normal distribution fitted to its training images.
package struct DistributionTail: Sendable {
  /// The class.
  package let source: Int
  /// The share of the class's training images that lie in the tail, in 0...1.
  package let quantile: Double
  /// Cells on each side to which images are averaged first.
  package let grid: Int

  package init(source: Int, quantile: Double, grid: Int) {
    self.source = source
    self.quantile = quantile
    self.grid = grid
  }

  /// Positions of the images in the tail.
  ///
  /// - Parameters:
  ///   - images: which.
  ///   - range: positions to look at; all if nil.
  ///   - training: the training set, which the distribution and its quantile come from.
  /// - Returns: the least likely first; of equally likely ones the lower position.
  package func positions(
    in images: any LabeledImages, range: Range<Int>? = nil, training: any LabeledImages
  ) -> [Int] {
    let fitted = (0..<training.count).filter { training.label(at: $0) == source }
    let gaussian = PooledGaussian(training, at: fitted, grid: grid)
    let tail = Extremes(
      of: fitted.map { gaussian.squaredDistance(of: training, at: $0) }, share: quantile)
    return (range ?? 0..<images.count).filter { images.label(at: $0) == source }
      .map { (position: $0, distance: gaussian.squaredDistance(of: images, at: $0)) }
      .filter { tail.contains($0.distance) }
      .sorted { ($1.distance, $0.position) < ($0.distance, $1.position) }
      .map(\.position)
  }
}
