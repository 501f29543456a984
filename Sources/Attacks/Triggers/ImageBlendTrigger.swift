package import Options
package import Tensors

/// An image blended into the image, whole or at a place.
///
/// With the key image `k`, its own opacity `a` and the blend `α`: `x' = (1 − αa)·x + αa·k` where the
/// key lies, and `x` elsewhere. Keys are built in, to cover the whole image or a rectangle of it, or
/// come from a NumPy file; a file's numbers take the place of its name in the written experiment.
/// Chen et al. blend over all of the image with α = 0.2, with a cartoon or with a random pattern;
/// the Adversarial Robustness Toolbox inserts an image with α = 0.8 (`insert_image`), and rounds to
/// 8 bits on the way, which we do not.
/// Source: Chen et al., "Targeted Backdoor Attacks on Deep Learning Systems Using Data Poisoning",
/// 2017, arXiv:1712.05526.
package struct ImageBlendTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var alpha = 0.2
    package var key = KeyPattern.random
    package var seed = 0
    package var image: [[[Float]]]?
    package var row = 0
    package var column = 0
    package var height: Int?
    package var width: Int?

    package init() {}
  }

  package static let name = "image-blend"
  package static let summary = "an image blended into the image, whole or at a place"
  package static let source = "Chen et al. 2017, https://arxiv.org/abs/1712.05526"
  package static let schema = OptionSchema([
    .init("alpha", .rate, default: 0.2, "α, how much of the key image shows"),
    .init(
      "key", .choice(KeyPattern.allCases.map(\.rawValue)), default: "random",
      "the built-in key image: uniform random values, or colored rings"),
    .init("seed", .integer(atLeast: 0), default: 0, "which random values"),
    .optional(
      "image", .oneOf([.text, .list(of: .list(of: .list(of: .rate)))]),
      "a key image of your own: a NumPy file, or its numbers, C × H × W in 0...1; C = 4 has opacity"
    ),
    .init(
      "row", ImagePosition.kind, default: 0, "its uppermost row; negative counts from the bottom"),
    .init(
      "column", ImagePosition.kind, default: 0,
      "its leftmost column; negative counts from the right"),
    .optional(
      "height", .integer(1...4096), "rows of a built-in key; left out, down to the last row"),
    .optional(
      "width", .integer(1...4096), "columns of a built-in key; left out, to the last column"),
  ])

  package let options: Options

  package static func completed(_ options: OptionValue) throws(OptionError) -> OptionValue {
    guard case .string(let path)? = options["image"] else { return options }
    var options = options
    options["image"] = try KeyImage.numbers(ofFile: path)
    return options
  }

  package init(options: Options) throws(OptionError) {
    if let planes = options.image {
      let (height, width) = (planes.first?.count ?? 0, planes.first?.first?.count ?? 0)
      guard height * width > 0,
        planes.allSatisfy({ $0.count == height && $0.allSatisfy { $0.count == width } })
      else {
        throw .conflict(
          path: ["image"],
          reason: "its planes must have the same rows and columns, and some of both")
      }
      for (key, value) in [("height", options.height), ("width", options.width)] where value != nil
      {
        throw .conflict(path: [key], reason: "the size of 'image' is given by its numbers")
      }
    }
    self.options = options
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    if let image = options.image {
      let allowed = KeyImage.planeCounts(for: shape)
      guard allowed.contains(image.count) else {
        throw .conflict(
          path: ["image"],
          reason: "it has \(image.count) planes; on a \(shape) image it must have "
            + allowed.map(String.init).joined(separator: " or "))
      }
    }
    let (rows, columns) = place(shape)
    try fit(
      rows, in: shape.height, ("row", options.row), options.height.map { _ in "height" }, shape)
    try fit(
      columns, in: shape.width, ("column", options.column), options.width.map { _ in "width" },
      shape)
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let (rows, columns) = place(shape)
    let key = key(shape, height: rows.count, width: columns.count)
    for channel in 0..<shape.channels {
      for row in rows {
        for column in columns {
          let place = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
          let opacity = options.alpha * key.opacity(at: place)
          let index = (channel * shape.height + row) * shape.width + column
          let value =
            (1 - opacity) * Double(pixels[index]) + opacity * key.value(channel, at: place)
          pixels[index] = Float(min(1, max(0, value)))
        }
      }
    }
  }

  package func mask(_ shape: ImageShape) -> [Float]? {
    let (rows, columns) = place(shape)
    let key = key(shape, height: rows.count, width: columns.count)
    var mask = [Float](repeating: 0, count: shape.height * shape.width)
    for row in rows {
      for column in columns {
        let place = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
        mask[row * shape.width + column] = Float(options.alpha * key.opacity(at: place))
      }
    }
    return mask
  }

  // MARK: - Details

  private func key(_ shape: ImageShape, height: Int, width: Int) -> KeyImage {
    if let image = options.image { return KeyImage(planes: image, channels: shape.channels) }
    return options.key.image(
      ImageShape(channels: shape.channels, height: height, width: width), seed: options.seed)
  }

  private func place(_ shape: ImageShape) -> (rows: Range<Int>, columns: Range<Int>) {
    func side(_ start: Int, _ size: Int?, _ length: Int) -> Range<Int> {
      let first = ImagePosition.resolve(start, in: length)
      return first..<first + (size ?? max(1, length - first))
    }
    return (
      side(options.row, options.image?.first?.count ?? options.height, shape.height),
      side(options.column, options.image?.first?.first?.count ?? options.width, shape.width)
    )
  }

  private func fit(
    _ side: Range<Int>, in length: Int, _ start: (key: String, value: Int), _ size: String?,
    _ shape: ImageShape
  ) throws(OptionError) {
    guard side.lowerBound < 0 || side.upperBound > length else { return }
    let isStart = !(0..<length).contains(side.lowerBound)
    throw .conflict(
      path: [isStart ? start.key : size ?? "image"],
      reason:
        "the key image lies on the \(start.key)s \(side.lowerBound) to \(side.upperBound - 1) "
        + "and a \(shape) image has \(length)")
  }
}
