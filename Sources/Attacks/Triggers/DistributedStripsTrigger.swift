package import Options
package import Tensors

/// Strips, two to a row of strips, that attackers can divide among them.
///
/// Strip `j` is one pixel high and `length` wide; it lies in row `(j div 2)(1 + gap) + shift` and
/// begins in column `(j mod 2)(length + gap) + shift`. Four of them, with length 4 and gap 2 on
/// images under 32 columns and length 6 and gap 3 on others, are those of the authors' parameter
/// files for MNIST and CIFAR-10 (of the latter the gap between rows, too). A strip is white in the
/// image itself, before normalization; the authors' code writes a 1 into what it holds.
/// Source: Xie et al., "DBA: Distributed Backdoor Attacks against Federated Learning", ICLR 2020,
/// https://openreview.net/forum?id=rkgyS0VFvr.
package struct DistributedStripsTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var parts = 4
    package var length: Int?
    package var gap: Int?
    package var shift = 0
    package var value = 1.0

    package init() {}
  }

  package static let name = "dba-strips"
  package static let summary = "strips in the upper left corner that attackers divide among them"
  package static let source = "Xie et al., ICLR 2020, https://openreview.net/forum?id=rkgyS0VFvr"
  package static let schema = OptionSchema([
    .init("parts", .integer(1...64), default: 4, "number of strips, two to a row"),
    .optional(
      "length", .integer(1...4096),
      "pixels in a strip; left out, 4 on images under 32 columns and 6 on others"),
    .optional(
      "gap", .integer(0...4096),
      "pixels between strips; left out, 2 on images under 32 columns and 3 on others"),
    .init("shift", .integer(0...4096), default: 0, "pixels from the upper and the left edge"),
    .init("value", .rate, default: 1.0, "the value of every channel, from 0 (black) to 1 (white)"),
  ])

  package let options: Options
  /// The strips that are put on: all, or a single one of a divided trigger.
  private let strips: Range<Int>

  package init(options: Options) {
    self.init(options: options, strips: 0..<options.parts)
  }

  private init(options: Options, strips: Range<Int>) {
    self.options = options
    self.strips = strips
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    guard let cell = stamp(shape).cellOutside(shape) else { return }
    throw .conflict(
      path: ["length"],
      reason: "\(options.parts) strips of \(length(shape)) pixels with gaps of \(gap(shape)), "
        + "shifted by \(options.shift), reach to row \(cell.row), column \(cell.column) and do "
        + "not fit on a \(shape) image")
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    stamp(shape).apply(to: &pixels, shape: shape)
  }

  package func mask(_ shape: ImageShape) -> [Float]? { stamp(shape).mask(shape) }

  package var parts: [any Trigger] {
    strips.map { DistributedStripsTrigger(options: options, strips: $0..<$0 + 1) }
  }

  // MARK: - Details

  private func stamp(_ shape: ImageShape) -> PixelStamp {
    let (length, gap) = (length(shape), gap(shape))
    var cells: [PixelStamp.Cell] = []
    for strip in strips {
      let row = strip / 2 * (1 + gap) + options.shift
      let column = strip % 2 * (length + gap) + options.shift
      cells += (column..<column + length).map {
        .init(row: row, column: $0, value: Float(options.value))
      }
    }
    return PixelStamp(cells: cells)
  }

  private func length(_ shape: ImageShape) -> Int { options.length ?? (shape.width < 32 ? 4 : 6) }

  private func gap(_ shape: ImageShape) -> Int { options.gap ?? (shape.width < 32 ? 2 : 3) }
}
