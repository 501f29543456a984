package import Randomness
package import Tensors

/// Photographs of ten kinds of things, 32 × 32 in color, 50,000 to train and 10,000 to test.
///
/// Read from the binary version: five files to train and one to test. A file may hold any number of
/// images. The normalization is the mean and deviation of each channel over the training set, as it is
/// widely used; the deviations of the pixels themselves, not of the images' means.
package struct CIFAR10: Dataset {
  package typealias Options = DatasetOptions

  package static let name = "cifar-10"
  package static let summary = "small color photographs of ten kinds of things"
  package static let source =
    "Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html (binary version)"
  package static let schema = DatasetOptions.schema
  package static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  package static let imageShape = ImageShape(channels: 3, height: 32, width: 32)
  package static let normalization = Normalization(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])
  package static let folderNames = ["cifar-10", "cifar-10-batches-bin"]

  /// The page above publishes the MD5 c32a1d4ab5d03f1284b67883e8d87530 of the archive; the SHA-256 is
  /// of that very file, as several package collections record it.
  package static let archive: DatasetArchive? = DatasetArchive(
    mirrors: ["https://www.cs.toronto.edu/~kriz"],
    files: [
      DatasetFile(
        "data_batch_1.bin",
        plain: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
      DatasetFile(
        "data_batch_2.bin",
        plain: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
      DatasetFile(
        "data_batch_3.bin",
        plain: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
      DatasetFile(
        "data_batch_4.bin",
        plain: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
      DatasetFile(
        "data_batch_5.bin",
        plain: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
      DatasetFile(
        "test_batch.bin",
        plain: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ],
    bundle: DatasetFile(
      "cifar-10-binary.tar",
      packed: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))

  private let options: DatasetOptions

  /// The data set, wherever `options` or the environment say it lies.
  package init(options: DatasetOptions) { self.options = options }

  package func load(random: RandomStream) throws(DatasetError) -> LoadedDataset {
    let batches = (1...5).map { "data_batch_\($0).bin" }
    return LoadedDataset(
      name: Self.name,
      train: try open(batches).limited(
        to: options.trainLimit, key: "dataset.train_limit", dataset: Self.name),
      test: try open(["test_batch.bin"]).limited(
        to: options.testLimit, key: "dataset.test_limit", dataset: Self.name),
      normalization: Self.normalization, classNames: Self.classNames)
  }

  private func open(_ files: [String]) throws(DatasetError) -> RecordImages {
    let folder = DatasetFolder.resolve(Self.self, path: options.path)
    var paths: [String] = []
    for file in files {
      paths.append(try DatasetFolder.locate(file, in: folder, dataset: Self.name))
    }
    return try RecordImages(
      paths, shape: Self.imageShape, classCount: Self.classCount, dataset: Self.name)
  }
}
