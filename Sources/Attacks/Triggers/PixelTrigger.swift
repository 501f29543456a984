package import Options
package import Tensors

/// One pixel of a given value.
///
/// By default the one two rows above the last row's end and two columns left of the last column's,
/// counted as the Adversarial Robustness Toolbox does (`add_single_bd`, distance 2): row and column
/// −2, which is (26, 26) of 28 × 28. Backdoors101 takes row 3, column 23.
/// Source: Gu et al., "BadNets", IEEE Access 2019, arXiv:1708.06733, section 3.
package struct PixelTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var row = -2
    package var column = -2
    package var value = 1.0

    package init() {}
  }

  package static let name = "pixel"
  package static let summary = "a single pixel of one value"
  package static let source = "Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"
  package static let schema = OptionSchema([
    .init("row", ImagePosition.kind, default: -2, "its row; negative counts from the bottom"),
    .init("column", ImagePosition.kind, default: -2, "its column; negative counts from the right"),
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
    PixelStamp(cells: [
      .init(
        row: ImagePosition.resolve(options.row, in: shape.height),
        column: ImagePosition.resolve(options.column, in: shape.width), value: Float(options.value))
    ])
  }
}
