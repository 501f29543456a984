import Foundation
import Options
import Randomness
import Tensors
import Testing

@testable import Datasets

@Suite struct CIFAR10Tests {
  static let hasCIFAR10 =
    ProcessInfo.processInfo.environment["MUSTER_DATA"].map { root in
      CIFAR10.folderNames.contains { FileManager.default.fileExists(atPath: "\(root)/\($0)") }
    } ?? false

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Images whose pixels count on from the label.
  private func records(_ labels: [UInt8]) -> [UInt8] {
    labels.flatMap { label in
      [label] + (0..<3072).map { UInt8(truncatingIfNeeded: $0 + Int(label)) }
    }
  }

  private func write(_ counts: [Int]) throws {
    var label = 0
    for (file, count) in counts.enumerated() {
      let labels = (0..<count).map { UInt8((label + $0) % 10) }
      label += count
      try folder.write(records(labels), to: "data_batch_\(file + 1).bin")
    }
    try folder.write(records([9, 4]), to: "test_batch.bin")
  }

  private func load(trainLimit: Int? = nil) throws -> LoadedDataset {
    try CIFAR10(options: DatasetOptions(path: folder.path, trainLimit: trainLimit))
      .load(random: RandomStream(seed: 1))
  }

  private func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func `files of any number of images follow one another`() throws {
    try write([3, 1, 4, 1, 5])
    let set = try load()
    #expect(set.train.count == 14)
    #expect(set.train.labels == (0..<14).map { $0 % 10 })
    #expect(set.test.labels == [9, 4])
    #expect(
      set.classCount == 10 && set.imageShape == ImageShape(channels: 3, height: 32, width: 32))
    for index in 0..<14 {
      let first = index % 10
      #expect(set.train.image(index) == (0..<3072).map { Float(($0 + first) % 256) / 255 })
    }
    #expect(try load(trainLimit: 5).train.count == 5)
  }

  @Test func `an image shows the bytes that its pixels come from`() throws {
    try write([2, 2, 2, 2, 2])
    let set = try load()
    for images in [set.train, ImageSubset(set.train, indices: [9, 0, 5])] as [any LabeledImages] {
      for index in 0..<images.count {
        var bytes: [UInt8] = []
        #expect(images.withBytes(of: index) { span in bytes = span.indices.map { span[$0] } })
        #expect(images.image(index) == bytes.map { Float($0) / 255 })
      }
    }
  }

  @Test(arguments: [1, 3072, 3074, 6145])
  func `a file that holds no whole number of images is refused`(length: Int) throws {
    try write([1, 1, 1, 1, 1])
    let path = try folder.write([UInt8](repeating: 0, count: length), to: "data_batch_3.bin")
    #expect(
      refusal { _ = try load() }
        == "\(path) is damaged or of another format: its \(length) bytes are not a whole number of "
        + "images of 3073 bytes; delete it and run `muster data fetch cifar-10`")
  }

  @Test func `an empty file is refused`() throws {
    try write([1, 1, 1, 1, 1])
    try folder.write([], to: "test_batch.bin")
    #expect(refusal { _ = try load() }.contains("its 0 bytes are not a whole number of images"))
  }

  @Test func `a label above 9 is refused with its place`() throws {
    try write([1, 1, 1, 1, 1])
    let path = try folder.write(records([1, 2, 10]), to: "data_batch_2.bin")
    #expect(
      refusal { _ = try load() }
        == "\(path) gives image 2 the label 10, but cifar-10 has the labels 0 to 9; delete it and run "
        + "`muster data fetch cifar-10`")
  }

  @Test func `a missing file is named`() throws {
    try write([1, 1, 1, 1])
    #expect(
      refusal { _ = try load() }
        .hasPrefix(
          "the data set cifar-10 has no file data_batch_5.bin (or data_batch_5.bin.gz) in "))
  }

  @Test func `the folder may have the name that the archive gives it`() throws {
    let environment = ["MUSTER_DATA": folder.path, "HOME": "/home/ada"]
    let first = DatasetFolder.resolve(CIFAR10.self, environment: environment)
    #expect(first == "\(folder.path)/cifar-10")
    try folder.write([], to: "cifar-10-batches-bin/any")
    let second = DatasetFolder.resolve(CIFAR10.self, environment: environment)
    #expect(second == "\(folder.path)/cifar-10-batches-bin")
    try folder.write([], to: "cifar-10/any")
    #expect(DatasetFolder.resolve(CIFAR10.self, environment: environment) == first)
  }

  @Test(.enabled(if: hasCIFAR10))
  func `the real files hold what is published`() throws {
    let set = try CIFAR10(options: DatasetOptions()).load(random: RandomStream(seed: 1))
    #expect(set.train.count == 50_000)
    // The first training images are a frog, two trucks, a deer and a car.
    #expect(Array(set.train.labels.prefix(5)) == [6, 9, 9, 4, 1])
    #expect(Array(set.test.labels.prefix(4)) == [3, 8, 8, 0])
    #expect(
      set.train.labels.reduce(into: [Int](repeating: 0, count: 10)) { $0[$1] += 1 }
        == [Int](repeating: 5000, count: 10))
    #expect(set.train.image(0).prefix(3).map { $0 * 255 } == [59, 43, 50])
    let training = CIFAR10.archive?.verify(in: DatasetFolder.resolve(CIFAR10.self)).prefix(5) ?? []
    #expect(training.count == 5 && training.allSatisfy { $0.state == .right })
  }

  @Test(.enabled(if: hasCIFAR10))
  func `the normalization is the mean and deviation of each channel`() throws {
    let set = try CIFAR10(options: DatasetOptions()).load(random: RandomStream(seed: 1))
    var sums = [0, 0, 0]
    var squares = [0, 0, 0]
    for index in 0..<set.train.count {
      _ = set.train.withBytes(of: index) { bytes in
        for place in bytes.indices {
          sums[place / 1024] += Int(bytes[place])
          squares[place / 1024] += Int(bytes[place]) * Int(bytes[place])
        }
      }
    }
    for channel in 0..<3 {
      let mean = Double(sums[channel]) / 51_200_000
      let deviation = (Double(squares[channel]) / 51_200_000 - mean * mean).squareRoot()
      // The constants in use have four digits.
      #expect(abs(mean / 255 - Double(set.normalization.mean[channel])) < 1e-4)
      #expect(abs(deviation / 255 - Double(set.normalization.deviation[channel])) < 1e-4)
    }
  }
}
