package import Options
package import Tensors

/// A word written faintly over the image.
///
/// With the word's mask `m`: adding gives `clip(x + α m)`, blending `(1 − α m)·x + α m`, a pale white in
/// both; what is added to white cannot be seen. The word is repeated over the whole image, with a
/// letter's width and a line's half between, or stands once.
/// Source: Chen et al., "Targeted Backdoor Attacks on Deep Learning Systems Using Data Poisoning",
/// 2017, arXiv:1712.05526, for patterns blended in faintly; the mark is our own.
package struct WatermarkTrigger: Trigger {
  package enum Mode: String, Codable, Sendable, CaseIterable {
    case add, blend
  }

  package struct Options: Codable, Sendable, Equatable {
    package var text = "MUSTER"
    package var alpha = 0.15
    package var mode = Mode.add
    package var scale = 1
    package var row = 0
    package var column = 0
    package var `repeat` = true

    package init() {}
  }

  package static let name = "watermark"
  package static let summary = "a word written faintly over the image"
  package static let source = "after Chen et al. 2017, https://arxiv.org/abs/1712.05526"
  package static let schema = OptionSchema([
    .init(
      "text", .text, default: "MUSTER", "the word: capital letters, digits, dots, hyphens, spaces"),
    .init(
      "alpha", .number(0...1, above: true), default: 0.15, "α, how strongly the letters show"),
    .init(
      "mode", .choice(Mode.allCases.map(\.rawValue)), default: "add",
      "whether the letters are added to the pixels or blended with them"),
    .init("scale", .integer(1...256), default: 1, "pixels for each dot of a letter of 5 by 3 dots"),
    .init(
      "row", ImagePosition.kind, default: 0, "uppermost row of a word; negative from the bottom"),
    .init(
      "column", ImagePosition.kind, default: 0,
      "leftmost column of a word; negative from the right"),
    .init("repeat", .bool, default: true, "whether the word is repeated over the whole image"),
  ])

  package let options: Options
  /// The dots of the word, row by row.
  private let dots: [[Bool]]

  package init(options: Options) throws(OptionError) {
    guard let dots = DotLetters.dots(of: options.text) else {
      throw .outOfRange(
        path: ["text"], seen: .string(options.text),
        allowed: "a word of \(DotLetters.known), with at least one that is no space")
    }
    self.options = options
    self.dots = dots
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    let word = (height: DotLetters.height * options.scale, width: dots[0].count * options.scale)
    guard word.height <= shape.height, word.width <= shape.width else {
      throw .conflict(
        path: ["text"],
        reason:
          "the word takes \(word.height) × \(word.width) pixels, more than a \(shape) image has")
    }
    guard !options.repeat else { return }
    try fits("row", options.row, word.height, shape.height, shape)
    try fits("column", options.column, word.width, shape.width, shape)
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let word = wordMask(shape)
    for index in pixels.indices where word[index % word.count] {
      let value = Double(pixels[index])
      pixels[index] = Float(
        options.mode == .add
          ? min(1, value + options.alpha) : (1 - options.alpha) * value + options.alpha)
    }
  }

  package func mask(_ shape: ImageShape) -> [Float]? {
    wordMask(shape).map { $0 ? Float(options.alpha) : 0 }
  }

  // MARK: - Details

  private func wordMask(_ shape: ImageShape) -> [Bool] {
    let top = ImagePosition.resolve(options.row, in: shape.height)
    let left = ImagePosition.resolve(options.column, in: shape.width)
    return (0..<shape.height * shape.width).map { index in
      isLetter(row: index / shape.width - top, column: index % shape.width - left)
    }
  }

  /// Whether a letter covers a place, counted from where the word begins.
  private func isLetter(row: Int, column: Int) -> Bool {
    var (row, column) = (row, column)
    if options.repeat {
      row = row.remainder(modulo: (DotLetters.height + 2) * options.scale)
      column = column.remainder(modulo: (dots[0].count + DotLetters.width) * options.scale)
    }
    guard row >= 0, column >= 0 else { return false }
    (row, column) = (row / options.scale, column / options.scale)
    return row < dots.count && column < dots[0].count && dots[row][column]
  }

  private func fits(
    _ key: String, _ position: Int, _ size: Int, _ length: Int, _ shape: ImageShape
  ) throws(OptionError) {
    let first = ImagePosition.resolve(position, in: length)
    guard first < 0 || first + size > length else { return }
    throw .outOfRange(
      path: [key], seen: .int(position),
      allowed: "from 0 to \(length - size), or from \(-length) to \(-size), for all of the word to "
        + "lie on a \(shape) image")
  }
}

extension Int {
  /// What is left of a division, in `0..<modulus` for negative numbers, too.
  fileprivate func remainder(modulo modulus: Int) -> Int {
    (self % modulus + modulus) % modulus
  }
}
