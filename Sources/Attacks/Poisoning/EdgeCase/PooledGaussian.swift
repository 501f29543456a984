package import Tensors

/// A normal distribution of small, averaged versions of images.
///
/// Each channel is averaged over a grid of `grid × grid` cells; mean and covariance are those of some
/// images, the covariance with a hundredth of the mean variance on its diagonal, so that constant
/// cells do no harm.
package struct PooledGaussian: Sendable {
  private let grid: Int
  private let mean: [Double]
  /// The lower Cholesky factor of the covariance, row by row.
  private let factor: [Double]

  /// Fits the distribution.
  ///
  /// - Parameters:
  ///   - images: whichever.
  ///   - positions: those to fit.
  ///   - grid: cells on each side, at most the shorter side of an image.
  package init(_ images: any LabeledImages, at positions: [Int], grid: Int) {
    self.grid = grid
    let size = images.shape.channels * grid * grid
    var mean = [Double](repeating: 0, count: size)
    var covariance = [Double](repeating: 0, count: size * size)
    let features = positions.map { Self.features(of: images, at: $0, grid: grid) }
    let count = Double(max(1, features.count))
    for feature in features {
      for index in mean.indices { mean[index] += feature[index] / count }
    }
    for feature in features {
      for row in mean.indices {
        let difference = (feature[row] - mean[row]) / count
        for column in 0...row {
          covariance[row * size + column] += difference * (feature[column] - mean[column])
        }
      }
    }
    let trace = mean.indices.reduce(0.0) { $0 + covariance[$1 * size + $1] }
    for index in mean.indices {
      covariance[index * size + index] += 0.01 * trace / Double(size) + 1e-12
    }
    self.mean = mean
    factor = Self.cholesky(covariance, size: size)
  }

  /// The squared Mahalanobis distance of an image: the larger, the less likely it is.
  package func squaredDistance(of images: any LabeledImages, at position: Int) -> Double {
    let feature = Self.features(of: images, at: position, grid: grid)
    let size = mean.count
    var solved = [Double](repeating: 0, count: size)
    var sum = 0.0
    for row in 0..<size {
      var rest = feature[row] - mean[row]
      for column in 0..<row { rest -= factor[row * size + column] * solved[column] }
      solved[row] = rest / factor[row * size + row]
      sum += solved[row] * solved[row]
    }
    return sum
  }

  // MARK: - Details

  /// The mean of each cell, channel by channel, row by row.
  private static func features(
    of images: any LabeledImages, at position: Int, grid: Int
  ) -> [Double] {
    let shape = images.shape
    precondition(
      grid <= min(shape.height, shape.width), "\(grid) cells on a side of a \(shape) image")
    var pixels = [Float](repeating: 0, count: shape.count)
    var span = pixels.mutableSpan
    images.read(position, into: &span)
    var sums = [Double](repeating: 0, count: shape.channels * grid * grid)
    var counts = [Double](repeating: 0, count: sums.count)
    for index in pixels.indices {
      let row = index / shape.width % shape.height * grid / shape.height
      let column = index % shape.width * grid / shape.width
      let cell = (index / (shape.height * shape.width) * grid + row) * grid + column
      sums[cell] += Double(pixels[index])
      counts[cell] += 1
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  private static func cholesky(_ matrix: [Double], size: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var rest = matrix[row * size + column]
        for index in 0..<column {
          rest -= factor[row * size + index] * factor[column * size + index]
        }
        factor[row * size + column] =
          row == column
          ? max(rest, 1e-12).squareRoot() : rest / factor[column * size + column]
      }
    }
    return factor
  }
}
