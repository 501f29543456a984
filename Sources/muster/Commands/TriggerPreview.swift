import ArgumentParser
import Pictures
import Tensors

/// A picture of what a trigger does: a row for each image, with the original, the triggered one and
/// the difference from left to right.
struct TriggerPreview {
  let picture: Picture
  /// What the picture shows.
  let caption: String

  /// Draws the first images, enlarged so that their pixels can be told apart.
  ///
  /// The magnitude of the difference is multiplied by the largest whole number for which the largest
  /// one stays in range; the caption says by which.
  ///
  /// - Parameters:
  ///   - originals: the images.
  ///   - triggered: the same ones with the trigger.
  ///   - count: the most images to draw.
  /// - Throws: `ValidationError` when there is no image, or the picture would be too large.
  init(_ originals: StackedImages, _ triggered: StackedImages, count: Int) throws {
    let (shape, count) = (originals.shape, min(count, originals.count))
    guard count > 0 else { throw ValidationError("there is no image to draw") }
    let scale = max(1, Self.usualSide / max(shape.height, shape.width))
    let step = (rows: shape.height * scale + Self.gap, columns: shape.width * scale + Self.gap)
    let size = (rows: count * step.rows + Self.gap, columns: 3 * step.columns + Self.gap)
    guard max(size.rows, size.columns) <= Picture.longestSide else {
      throw ValidationError(
        "a picture of \(count) images would be \(size.rows) × \(size.columns) pixels; draw fewer with "
          + "--count, or smaller ones")
    }
    let differences = (0..<count).map { index in
      zip(originals.image(index), triggered.image(index)).map { abs($0 - $1) }
    }
    let largest = differences.joined().max() ?? 0
    // A step of a hair would be blown up to noise: what is under a thousandth is not made white.
    let factor = largest > 0 ? Int(1 / max(largest, 0.001)) : 1
    var picture = Picture(width: size.columns, height: size.rows, color: Self.background)
    for index in 0..<count {
      let amplified = differences[index].map { min(1, $0 * Float(factor)) }
      let panels = [Array(originals.image(index)), Array(triggered.image(index)), amplified]
      for (column, panel) in panels.enumerated() {
        picture.draw(
          panel, shape, scale: scale, row: Self.gap + index * step.rows,
          column: Self.gap + column * step.columns)
      }
    }
    self.picture = picture
    let what = count == 1 ? "an image" : "\(count) images"
    caption =
      "\(what), original, triggered and "
      + (largest > 0 ? "difference × \(factor)" : "no difference at all")
  }

  // MARK: - Details

  /// The side of an enlarged image, in pixels, unless it is larger anyhow.
  private static let usualSide = 128
  private static let gap = 4
  private static let background = Picture.Color(red: 40, green: 60, blue: 110)
}

extension Picture {
  /// Draws an image with every pixel `scale × scale` times.
  ///
  /// Three channels are red, green and blue; the mean of any other number is a gray.
  fileprivate mutating func draw(
    _ image: [Float], _ shape: ImageShape, scale: Int, row: Int, column: Int
  ) {
    let size = shape.height * shape.width
    for place in 0..<size {
      let values = (0..<shape.channels).map { image[$0 * size + place] }
      let channels =
        shape.channels == 3
        ? values : Array(repeating: values.reduce(0, +) / Float(shape.channels), count: 3)
      let levels = channels.map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
      let color = Color(red: levels[0], green: levels[1], blue: levels[2])
      for down in 0..<scale {
        for right in 0..<scale {
          self[
            row + place / shape.width * scale + down, column + place % shape.width * scale + right] =
            color
        }
      }
    }
  }
}
