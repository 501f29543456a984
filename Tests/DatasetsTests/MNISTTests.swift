import Foundation
import Options
import Randomness
import Tensors
import Testing

@testable import Datasets

@Suite struct MNISTTests {
  static let hasMNIST =
    ProcessInfo.processInfo.environment["MUSTER_DATA"].map {
      FileManager.default.fileExists(atPath: "\($0)/mnist")
    } ?? false

  private func write(_ folder: TemporaryFolder, _ split: String, count: Int) throws {
    let pixels = (0..<count * 784).map { UInt8(truncatingIfNeeded: $0) }
    try folder.write(idx([count, 28, 28], pixels), to: "\(split)-images-idx3-ubyte")
    let labels = (0..<count).map { UInt8($0 % 10) }
    try folder.write(gzip(idx([count], labels)), to: "\(split)-labels-idx1-ubyte.gz")
  }

  @Test(arguments: ["mnist", "fashion-mnist"])
  func `a folder with plain and packed files is read`(name: String) throws {
    let folder = try TemporaryFolder()
    try write(folder, "train", count: 12)
    try write(folder, "t10k", count: 5)
    let set = try DatasetCatalog.make(
      name, options: ["path": .string(folder.path), "train_limit": 11, "test_limit": 5]
    ).load(random: RandomStream(seed: 1))
    #expect(set.train.count == 11)
    #expect(set.test.count == 5)
    #expect(set.train.labels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
    #expect(set.train.image(1)[0] == Float(784 % 256) / 255)
    #expect(set.classCount == 10)
    #expect(set.imageShape == ImageShape(channels: 1, height: 28, width: 28))
  }

  @Test func `a limit beyond the images is refused`() throws {
    let folder = try TemporaryFolder()
    try write(folder, "train", count: 3)
    try write(folder, "t10k", count: 3)
    let set = MNIST(options: DatasetOptions(path: folder.path, testLimit: 4))
    #expect(
      throws: DatasetError.limitTooLarge(
        dataset: "mnist", key: "dataset.test_limit", limit: 4, available: 3)
    ) { try set.load(random: RandomStream(seed: 1)) }
  }

  @Test func `a missing file is named with the ways out`() throws {
    let folder = try TemporaryFolder()
    #expect {
      try MNIST(options: DatasetOptions(path: folder.path)).load(random: RandomStream(seed: 1))
    } throws: { error in
      "\(error)"
        == "the data set mnist has no file train-images-idx3-ubyte (or "
        + "train-images-idx3-ubyte.gz) in \(folder.path); run `muster data fetch mnist`, point "
        + "`dataset.path` or MUSTER_DATA to where it is, or use the data set glyphs, which needs "
        + "no files"
    }
  }

  @Test(
    .enabled(if: hasMNIST),
    arguments: [(5, [5, 0, 4, 1, 9]), (60_000, [5, 0, 4, 1, 9])])
  func `the real files hold what is published`(limit: Int, first: [Int]) throws {
    let set = try MNIST(options: DatasetOptions(trainLimit: limit)).load(
      random: RandomStream(seed: 1))
    #expect(set.train.count == limit)
    #expect(Array(set.train.labels.prefix(5)) == first)
    #expect(set.test.count == 10_000)
    #expect(Array(set.test.labels.prefix(5)) == [7, 2, 1, 0, 4])
    // Row 5 of the first training image starts at column 12 with 3, 18, 18, 18, 126.
    #expect(
      set.train.image(0)[5 * 28 + 12..<5 * 28 + 17].map { $0 * 255 } == [3, 18, 18, 18, 126])
  }

  @Test(.enabled(if: hasMNIST))
  func `the normalization is the mean and deviation of the training pixels`() throws {
    let set = try MNIST(options: DatasetOptions()).load(random: RandomStream(seed: 1))
    let moments = PixelMoments(of: set.train, count: set.train.count)
    // The published constants have four digits.
    #expect(abs(moments.mean - Double(set.normalization.mean[0])) < 1e-4)
    #expect(abs(moments.deviation - Double(set.normalization.deviation[0])) < 1e-4)
  }
}

/// Mean and deviation over all pixels of the first images.
struct PixelMoments {
  let mean: Double
  let deviation: Double

  init(of images: any LabeledImages, count: Int) {
    var sum = 0.0
    var squares = 0.0
    for index in 0..<count {
      for pixel in images.image(index) {
        sum += Double(pixel)
        squares += Double(pixel) * Double(pixel)
      }
    }
    let total = Double(count * images.shape.count)
    mean = sum / total
    deviation = (squares / total - mean * mean).squareRoot()
  }
}
