package import Options
import Randomness
package import Tensors

/// The image warped smoothly, as if printed on rubber.
///
/// Control points, `2 × k × k` displacements drawn from −1 to 1 and divided by their mean magnitude,
/// are up-sampled by cubic convolution to the size of the image. Each pixel is then read, bilinearly,
/// from its own place in −1...1 plus `s / H` times its displacement, clipped to the image. What the
/// first plane displaces is columns, the second rows. At the default `s = 0.5` pixels move by a
/// fraction of one, whatever the size of the image.
/// Source: Nguyen and Tran, "WaNet – Imperceptible Warping-based Backdoor Attack", ICLR 2021,
/// arXiv:2102.10369. The noise mode of the paper is a matter of the training data, not of the trigger,
/// and is not part of it.
package struct WarpTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var strength = 0.5
    package var size = 4
    package var seed = 0
    package var controlPoints: [[[Double]]]?

    package init() {}
  }

  package static let name = "warp"
  package static let summary = "the image warped smoothly"
  package static let source = "Nguyen and Tran, ICLR 2021, https://arxiv.org/abs/2102.10369"
  package static let schema = OptionSchema([
    .init(
      "strength", .number(0...1000), default: 0.5,
      "s; the mean control point moves a pixel by about s / 2 pixels"),
    .init("size", .integer(2...64), default: 4, "k, the control points along each side"),
    .init("seed", .integer(atLeast: 0), default: 0, "which control points"),
    .optional(
      "control_points", .list(of: .list(of: .list(of: .number(-1000...1000)))),
      "control points of your own: columns, then rows, each k × k; taken as they are"),
  ])

  package let options: Options
  private let field: DisplacementField

  package init(options: Options) throws(OptionError) {
    self.options = options
    field = DisplacementField(
      controlPoints: try Self.given(options) ?? Self.drawn(options), strength: options.strength)
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    guard shape.height > 1, shape.width > 1 else {
      throw .conflict(
        path: [], reason: "nothing of a \(shape) image can be displaced along a side of 1")
    }
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let places = field.places(height: shape.height, width: shape.width)
    let size = shape.height * shape.width
    var plane = [Double](repeating: 0, count: size)
    for channel in 0..<shape.channels {
      for index in 0..<size { plane[index] = Double(pixels[channel * size + index]) }
      for index in 0..<size {
        pixels[channel * size + index] = Float(
          min(1, max(0, places[index].value(in: plane, height: shape.height, width: shape.width))))
      }
    }
  }

  // MARK: - Details

  private static func given(_ options: Options) throws(OptionError) -> [[Double]]? {
    guard let planes = options.controlPoints else { return nil }
    let isSquare = planes.allSatisfy { plane in
      plane.count == options.size && plane.allSatisfy { $0.count == options.size }
    }
    guard planes.count == 2, isSquare else {
      throw .conflict(
        path: ["control_points"],
        reason: "it must be 2 × \(options.size) × \(options.size), as the key 'size' says")
    }
    return planes.map { $0.flatMap { $0 } }
  }

  private static func drawn(_ options: Options) -> [[Double]] {
    var random = RandomStream(seed: UInt64(options.seed)).stream(for: "warp-trigger")
    let count = options.size * options.size
    let draws = (0..<2 * count).map { _ in random.uniform(-1, 1) }
    let mean = draws.reduce(0) { $0 + abs($1) } / Double(draws.count)
    return [draws[..<count], draws[count...]].map { $0.map { $0 / mean } }
  }
}
