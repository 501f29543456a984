package import Options
package import Tensors

/// A small pattern, some cells of which leave the image as it is.
///
/// Two are built in: `block`, the five rows of three that backdoors101 puts at row 3, column 23, and
/// `plus`, that of the robust-learning-rate code. A plus is 7 × 7, black and at (5, 2) on images of
/// several channels, and 5 × 5, white and at (5, 3) on those of one; it has four parts, its arms, of
/// which the upper one has the center. (In the authors' code the two horizontal arms overlap.) Any
/// other pattern can be given as rows.
/// Source: Bagdasaryan and Shmatikov, "Blind Backdoors in Deep Learning Models", USENIX Security
/// 2021, arXiv:2005.03823; Ozdayi et al., "Defending against Backdoors in Federated Learning with
/// Robust Learning Rate", AAAI 2021, arXiv:2007.03767.
package struct PatternTrigger: Trigger {
  package enum Shape: String, Codable, Sendable, CaseIterable {
    case block, plus
  }

  package struct Options: Codable, Sendable, Equatable {
    package var shape = Shape.block
    package var rows: [[PatternCell]]?
    package var row: Int?
    package var column: Int?
    package var value: Double?

    package init() {}
  }

  package static let name = "pattern"
  package static let summary = "a small pattern, some cells of which leave the image as it is"
  package static let source =
    "Bagdasaryan and Shmatikov, USENIX Security 2021, https://arxiv.org/abs/2005.03823; "
    + "Ozdayi et al., AAAI 2021, https://arxiv.org/abs/2007.03767"
  package static let schema = OptionSchema([
    .init(
      "shape", .choice(Shape.allCases.map(\.rawValue)), default: "block",
      "a built-in pattern: the block of backdoors101, or the plus of the robust learning rate"),
    .optional(
      "rows", .list(of: .list(of: .oneOf([.rate, .choice(["."])]))),
      "a pattern of your own instead: rows of values from 0 to 1, and '.' for cells left alone"),
    .optional(
      "row", ImagePosition.kind,
      "row of the uppermost cells, negative from the bottom; left out, the built-in pattern's, or 0"
    ),
    .optional(
      "column", ImagePosition.kind,
      "column of the leftmost cells, negative from the right; left out, as for the row"),
    .optional("value", .rate, "the value of the plus; left out, 1 on one channel and 0 on several"),
  ])

  package let options: Options
  /// The arm of a divided plus.
  private let arm: PlusArm?

  package init(options: Options) throws(OptionError) {
    if let rows = options.rows {
      guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
        throw .conflict(
          path: ["rows"],
          reason: "its rows have \(rows.map(\.count)) cells; all need the same number")
      }
      guard rows.contains(where: { $0.contains { $0.value != nil } }) else {
        throw .conflict(path: ["rows"], reason: "all of its cells leave the image alone")
      }
    }
    if options.value != nil, options.rows != nil || options.shape != .plus {
      throw .conflict(path: ["value"], reason: "only the shape plus has a single value")
    }
    self.init(options: options, arm: nil)
  }

  private init(options: Options, arm: PlusArm?) {
    self.options = options
    self.arm = arm
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    let place = place(shape)
    try stamp(shape).check(
      shape, rows: ("row", options.row ?? place.row),
      columns: ("column", options.column ?? place.column))
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    stamp(shape).apply(to: &pixels, shape: shape)
  }

  package func mask(_ shape: ImageShape) -> [Float]? { stamp(shape).mask(shape) }

  package var parts: [any Trigger] {
    guard options.rows == nil, options.shape == .plus, arm == nil else { return [self] }
    return PlusArm.allCases.map { PatternTrigger(options: options, arm: $0) }
  }

  // MARK: - Details

  private static let block: [[Float?]] = [
    [1, 0, 1], [nil, 1, nil], [nil, nil, 0], [nil, 1, nil], [1, 0, 1],
  ]

  private func stamp(_ shape: ImageShape) -> PixelStamp {
    let (top, left) = place(shape)
    var cells: [PixelStamp.Cell] = []
    for (row, values) in pattern(shape).enumerated() {
      for (column, value) in values.enumerated() {
        guard let value else { continue }
        cells.append(.init(row: top + row, column: left + column, value: value))
      }
    }
    return PixelStamp(cells: cells)
  }

  private func place(_ shape: ImageShape) -> (row: Int, column: Int) {
    let usual =
      switch (options.rows == nil, options.shape) {
      case (false, _): (row: 0, column: 0)
      case (true, .block): (row: 3, column: 23)
      case (true, .plus): (row: 5, column: shape.channels > 1 ? 2 : 3)
      }
    return (
      ImagePosition.resolve(options.row ?? usual.row, in: shape.height),
      ImagePosition.resolve(options.column ?? usual.column, in: shape.width)
    )
  }

  private func pattern(_ shape: ImageShape) -> [[Float?]] {
    if let rows = options.rows { return rows.map { $0.map(\.value) } }
    guard options.shape == .plus else { return Self.block }
    let reach = shape.channels > 1 ? 3 : 2
    let value = Float(options.value ?? (shape.channels > 1 ? 0 : 1))
    return (-reach...reach).map { row in
      (-reach...reach).map { column in
        guard let here = PlusArm(row: row, column: column) else { return nil }
        return arm == nil || arm == here ? value : nil
      }
    }
  }
}

/// The arms of a plus, in the order in which attackers get them.
private enum PlusArm: CaseIterable {
  case upper, lower, left, right

  /// The arm of a cell, counted from the center; nil beside the plus.
  init?(row: Int, column: Int) {
    switch (row, column) {
    case (...0, 0): self = .upper
    case (_, 0): self = .lower
    case (0, ...0): self = .left
    case (0, _): self = .right
    default: return nil
    }
  }
}

/// A cell of a pattern given as rows: a value in 0...1, or a dot for one that is left alone.
package struct PatternCell: Codable, Sendable, Equatable {
  package let value: Float?

  package init(from decoder: any Decoder) throws {
    value = try? decoder.singleValueContainer().decode(Float.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encode(".") }
  }
}
