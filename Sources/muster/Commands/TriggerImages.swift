import ArgumentParser
import Attacks
import Datasets
import Options
import Randomness
import TensorFiles
import Tensors

/// Images one after the other, as NumPy files hold them.
struct StackedImages {
  let shape: ImageShape
  /// `count × shape.count` values in 0...1.
  private(set) var values: [Float]

  var count: Int { values.count / shape.count }

  /// The values of one image.
  func image(_ index: Int) -> ArraySlice<Float> {
    values[index * shape.count..<(index + 1) * shape.count]
  }

  /// The first images of a set.
  ///
  /// - Parameters:
  ///   - set: at least as many images.
  ///   - count: how many.
  init(_ set: any LabeledImages, count: Int) {
    let shape = set.shape
    var values = [Float](repeating: 0, count: count * shape.count)
    for index in 0..<count {
      var all = values.mutableSpan
      var image = all._mutatingExtracting(index * shape.count..<(index + 1) * shape.count)
      set.read(index, into: &image)
    }
    self.shape = shape
    self.values = values
  }

  /// Reads a NumPy file.
  init(contentsOf path: String) throws {
    let file = try NumpyFile(contentsOf: path)
    guard file.shape.count == 4 else {
      throw ValidationError("\(path) has the shape \(file.shape); images are N × C × H × W")
    }
    guard file.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw ValidationError("\(path) has the shape \(file.shape); its images have no pixels")
    }
    values = file.floats
    guard values.allSatisfy({ (0...1).contains($0) }) else {
      throw ValidationError(
        "\(path) holds values outside 0...1; triggers act on pixels before normalization")
    }
    shape = ImageShape(channels: file.shape[1], height: file.shape[2], width: file.shape[3])
  }

  /// Writes a NumPy file, N × C × H × W.
  func write(to path: String) throws {
    try NumpyFile(
      shape: [count, shape.channels, shape.height, shape.width], values: .float32(values)
    ).write(to: path)
  }

  /// The images with a trigger that goes on their shape.
  func with(_ trigger: any Trigger) -> StackedImages {
    var copy = self
    for sample in 0..<count {
      var all = copy.values.mutableSpan
      var image = all._mutatingExtracting(sample * shape.count..<(sample + 1) * shape.count)
      trigger.apply(to: &image, shape: shape, sample: sample)
    }
    return copy
  }
}

/// Where images come from if there is no file of them.
struct TriggerImageSource: ParsableArguments {
  @Option(help: "Without --images: a data set, of which test images are taken (default: glyphs).")
  var dataset: String?

  @Option(help: "How many images are taken from a data set, and drawn at most.")
  var count = 6

  @Option(help: "The seed, for data sets that are drawn from it.")
  var seed: UInt64 = 1

  func validate() throws {
    guard (1...64).contains(count) else {
      throw ValidationError("--count is \(count); it must be from 1 to 64")
    }
  }

  /// Loads the first test images.
  func load() throws -> StackedImages {
    let data = try DatasetCatalog.make(
      dataset ?? Glyphs.name, options: ["test_limit": .int(count), "train_limit": 1])
    // The same stream as in an experiment with this seed, so that these are its test images.
    let random = RandomStream(seed: seed).stream(for: "dataset")
    return StackedImages(try data.load(random: random).test, count: count)
  }
}
