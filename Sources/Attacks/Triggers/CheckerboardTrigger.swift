package import Options
package import Tensors

/// Four pixels of a checkerboard, of which the first is the lower right one.
///
/// With the first pixel at `(r, c)` the others are `(r − 1, c − 1)`, `(r, c − 2)` and `(r − 2, c)`;
/// by default `r` and `c` are −2: (26, 26), (25, 25), (26, 24) and (24, 26) of 28 × 28.
/// Source: Gu et al., "BadNets", IEEE Access 2019, arXiv:1708.06733, section 3; the pixels are those
/// of `add_pattern_bd` in the Adversarial Robustness Toolbox.
package struct CheckerboardTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var row = -2
    package var column = -2
    package var value = 1.0

    package init() {}
  }

  package static let name = "checkerboard"
  package static let summary = "four pixels of a checkerboard near the lower right corner"
  package static let source = "Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"
  package static let schema = OptionSchema([
    .init(
      "row", ImagePosition.kind, default: -2,
      "row of the lower right pixel; negative counts from the bottom"),
    .init(
      "column", ImagePosition.kind, default: -2,
      "column of the lower right pixel; negative counts from the right"),
    .init("value", .rate, default: 1.0, "the value of every channel, from 0 (black) to 1 (white)"),
  ])

  package let options: Options

  package init(options: Options) { self.options = options }

  package func check(_ shape: ImageShape) throws(OptionError) {
    try stamp(shape).check(shape, rows: ("row", options.row), columns: ("column", options.column))
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    stamp(shape).apply(to: &pixels, shape: shape)
  }

  package func mask(_ shape: ImageShape) -> [Float]? { stamp(shape).mask(shape) }

  // MARK: - Details

  private func stamp(_ shape: ImageShape) -> PixelStamp {
    let row = ImagePosition.resolve(options.row, in: shape.height)
    let column = ImagePosition.resolve(options.column, in: shape.width)
    return PixelStamp(
      cells: [(0, 0), (1, 1), (0, 2), (2, 0)].map { up, left in
        .init(row: row - up, column: column - left, value: Float(options.value))
      })
  }
}
