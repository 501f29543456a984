import Options
package import Tensors

/// The images of a class that have most, or least, of a visible feature.
///
/// The feature is a statistic of pixels; the training images of the class tell from where on an
/// image has it, and test images are measured against the same threshold.
package struct ImageAttribute: Sendable, Equatable {
  package let statistic: ImageStatistic
  /// The class whose images may have it.
  package let source: Int
  /// The share of the class's training images that have it, in 0...1.
  package let share: Double
  /// Whether the smallest values have it, and not the largest.
  package let isBelow: Bool

  package init(_ statistic: ImageStatistic, source: Int, share: Double, isBelow: Bool = false) {
    self.statistic = statistic
    self.source = source
    self.share = share
    self.isBelow = isBelow
  }

  /// Positions of the images that have it, rising.
  ///
  /// - Parameters:
  ///   - images: which.
  ///   - range: positions to look at; all if nil.
  ///   - training: the training set, which sets the threshold.
  /// - Returns: positions in `images`.
  package func positions(
    in images: any LabeledImages, range: Range<Int>? = nil, training: any LabeledImages
  ) -> [Int] {
    let extremes = Extremes(
      of: values(of: training, positions(ofSourceIn: training, 0..<training.count)), share: share)
    let positions = positions(ofSourceIn: images, range ?? 0..<images.count)
    return zip(positions, values(of: images, positions)).filter { extremes.contains($0.1) }
      .map { $0.0 }
  }

  // MARK: - Details

  private func positions(ofSourceIn images: any LabeledImages, _ range: Range<Int>) -> [Int] {
    range.filter { images.label(at: $0) == source }
  }

  /// The statistic of each, turned so that the feature is where it is large.
  private func values(of images: any LabeledImages, _ positions: [Int]) -> [Double] {
    var pixels = [Float](repeating: 0, count: images.shape.count)
    return positions.map { position in
      var span = pixels.mutableSpan
      images.read(position, into: &span)
      let value = statistic.value(of: pixels.span, shape: images.shape)
      return isBelow ? -value : value
    }
  }
}

extension ImageAttribute {
  /// Reads the key `attribute` of an attack.
  ///
  /// - Parameters:
  ///   - value: such as `{ name: slant, source: 1, share: 0.1, side: below }`.
  ///   - setting: the data set.
  ///   - path: where the key stands in its document, for messages.
  /// - Returns: the attribute, and its value with every default written out.
  /// - Throws: `OptionError`.
  static func read(
    _ value: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: ImageAttribute, resolved: OptionValue) {
    let known = ImageStatistic.names
    let named = try NamedOptions(value, known: known, at: path)
    let name = try PlugIns.find(named.name, in: known, at: path + ["name"]) { $0 }
    let options = try OptionSchema(
      [
        .required("source", .integer(0...setting.classCount - 1), "the class that may have it"),
        .init("share", .rate, default: 0.1, "share of the class's training images that have it"),
        .init(
          "side", .choice(["above", "below"]), default: "above",
          "whether the largest or the smallest values have it"),
      ] + ImageStatistic.fields(name, shape: setting.shape)
    ).resolve(named.options, at: path)
    return (
      ImageAttribute(
        try ImageStatistic.read(name, options, shape: setting.shape, at: path),
        source: (options["source"] ?? .null).whole, share: (options["share"] ?? .null).double,
        isBelow: options["side"] == "below"),
      named.with(options)
    )
  }
}
