package import Options
package import Randomness
package import Tensors

/// Synthetic digits that are drawn from the experiment's seed, 28 × 28, 60,000 and 10,000.
///
/// In the place of downloaded digits: an experiment on them runs anywhere, and its models tell the
/// same stories. The option `path` is accepted, so that data sets can be swapped by name alone, and
/// not used.
package struct Glyphs: Dataset {
  package typealias Options = DatasetOptions

  package static let name = "glyphs"
  package static let summary =
    "synthetic digits drawn from the seed, 60,000 to train and 10,000 to test; needs no files"
  package static let schema = DatasetOptions.schema
  package static let classNames = (0...9).map { "\($0)" }
  package static let imageShape = ImageShape(
    channels: 1, height: GlyphCanvas.size, width: GlyphCanvas.size)
  /// Measured once, over all training images of several seeds.
  package static let normalization = Normalization(mean: [0.1602], deviation: [0.3010])

  private static let trainCount = 60_000
  private static let testCount = 10_000

  private let options: DatasetOptions

  /// The digits, or the first of them.
  package init(options: DatasetOptions) { self.options = options }

  package func load(random: RandomStream) throws(DatasetError) -> LoadedDataset {
    LoadedDataset(
      name: Self.name,
      train: try split("train", options.trainLimit, of: Self.trainCount, random),
      test: try split("test", options.testLimit, of: Self.testCount, random),
      normalization: Self.normalization, classNames: Self.classNames)
  }

  private func split(
    _ name: String, _ limit: Int?, of count: Int, _ random: RandomStream
  ) throws(DatasetError) -> GlyphImages {
    let limit = limit ?? count
    guard limit <= count else {
      throw .limitTooLarge(
        dataset: Self.name, key: "dataset.\(name)_limit", limit: limit, available: count)
    }
    return GlyphImages(split: name, count: limit, random: random)
  }
}
