/// Where each pixel of a warped image is read.
struct DisplacementField: Sendable {
  /// A place between pixels.
  struct Place {
    /// In `0...width − 1`.
    let column: Double
    /// In `0...height − 1`.
    let row: Double

    /// The bilinear value of a plane, `height × width`, at the place.
    func value(in plane: [Double], height: Int, width: Int) -> Double {
      let top = min(Int(row), height - 2)
      let left = min(Int(column), width - 2)
      let (down, right) = (row - Double(top), column - Double(left))
      let first = top * width + left
      let upper = plane[first] * (1 - right) + plane[first + 1] * right
      let lower = plane[first + width] * (1 - right) + plane[first + width + 1] * right
      return upper * (1 - down) + lower * down
    }
  }

  /// Displacements of columns, then of rows: each `k × k`, row by row.
  let controlPoints: [[Double]]
  let strength: Double

  /// The places of an image's pixels, row by row.
  ///
  /// Aligned at the corners: pixel 0 is at −1 and the last at 1, in both up-sampling and sampling.
  ///
  /// - Parameters:
  ///   - height: rows, at least 2.
  ///   - width: columns, at least 2.
  /// - Returns: height × width places, all of them on the image.
  func places(height: Int, width: Int) -> [Place] {
    let planes = controlPoints.map { upsampled($0, height: height, width: width) }
    var places: [Place] = []
    places.reserveCapacity(height * width)
    for row in 0..<height {
      for column in 0..<width {
        func moved(_ position: Int, _ length: Int, _ plane: [Double]) -> Double {
          let own = 2 * Double(position) / Double(length - 1) - 1
          let step = strength * plane[row * width + column] / Double(height)
          return (min(1, max(-1, own + step)) + 1) / 2 * Double(length - 1)
        }
        places.append(
          Place(column: moved(column, width, planes[0]), row: moved(row, height, planes[1])))
      }
    }
    return places
  }

  // MARK: - Details

  /// Cubic convolution with coefficient −0.75, at the edges with the last point repeated.
  ///
  /// Source: Keys, IEEE TASSP 1981, doi:10.1109/TASSP.1981.1163711.
  private func upsampled(_ points: [Double], height: Int, width: Int) -> [Double] {
    let side = Int(Double(points.count).squareRoot().rounded())
    let rows = (0..<height).map { Self.weights(of: $0, in: height, side: side) }
    let columns = (0..<width).map { Self.weights(of: $0, in: width, side: side) }
    var plane: [Double] = []
    plane.reserveCapacity(height * width)
    for row in rows {
      let line = (0..<side).map { column in
        (0..<side).reduce(0.0) { $0 + row[$1] * points[$1 * side + column] }
      }
      for column in columns {
        plane.append((0..<side).reduce(0.0) { $0 + column[$1] * line[$1] })
      }
    }
    return plane
  }

  /// What each of `side` points counts at a position of `length`.
  private static func weights(of position: Int, in length: Int, side: Int) -> [Double] {
    let place = Double(position * (side - 1)) / Double(length - 1)
    let below = Int(place)
    let part = place - Double(below)
    var weights = [Double](repeating: 0, count: side)
    for (offset, distance) in [1 + part, part, 1 - part, 2 - part].enumerated() {
      weights[min(max(below - 1 + offset, 0), side - 1)] += cubic(distance)
    }
    return weights
  }

  private static func cubic(_ distance: Double) -> Double {
    let a = -0.75
    return distance <= 1
      ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
      : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
  }
}
