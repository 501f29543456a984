/// Where an image is put before it is used: moved within its frame, and perhaps mirrored after that.
///
/// What moves in from outside the frame is black.
package struct ImagePlacement: Sendable, Equatable {
  /// Rows that the image moves down; up if negative.
  package var down: Int
  /// Columns that the image moves to the right; to the left if negative.
  package var right: Int
  /// Whether left and right change places.
  package var isMirrored: Bool

  /// A placement; any distance is allowed.
  package init(down: Int = 0, right: Int = 0, isMirrored: Bool = false) {
    self.down = down
    self.right = right
    self.isMirrored = isMirrored
  }

  /// Leaves images as they are.
  package static let asIs = ImagePlacement()

  /// Moves and mirrors an image in place.
  ///
  /// - Parameters:
  ///   - pixels: `shape.count` values, channel by channel, row by row; 0 is black.
  ///   - shape: the size of the image.
  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape) {
    let size = shape.height * shape.width
    for channel in 0..<shape.channels {
      var plane = pixels._mutatingExtracting(channel * size..<(channel + 1) * size)
      if down != 0 || right != 0 { move(&plane, shape.height, shape.width) }
      if isMirrored { Self.mirror(&plane, shape.height, shape.width) }
    }
  }

  // MARK: - Details

  private func move(_ plane: inout MutableSpan<Float>, _ height: Int, _ width: Int) {
    for step in 0..<height {
      // Against the direction of the move, so that no pixel is overwritten before it is read.
      let row = down > 0 ? height - 1 - step : step
      for place in 0..<width {
        let column = right > 0 ? width - 1 - place : place
        let isInside =
          (0..<height).contains(row - down) && (0..<width).contains(column - right)
        plane[row * width + column] =
          isInside ? plane[(row - down) * width + column - right] : 0
      }
    }
  }

  private static func mirror(_ plane: inout MutableSpan<Float>, _ height: Int, _ width: Int) {
    for row in 0..<height {
      for column in 0..<width / 2 {
        plane.swapAt(row * width + column, row * width + width - 1 - column)
      }
    }
  }
}
