package import Options
package import Randomness
package import Tensors

/// A set of labeled images to train and to test on.
///
/// What an experiment must know before anything is loaded is static; `load` reads or makes images.
package protocol Dataset: PlugIn {
  /// One name for each class, in the order of the labels.
  static var classNames: [String] { get }
  /// The size of every image.
  static var imageShape: ImageShape { get }
  /// How its pixels become a network's inputs.
  static var normalization: Normalization { get }
  /// The files it consists of and where they can be had; `nil` when it needs none.
  static var archive: DatasetArchive? { get }
  /// What the folder of its files may be called, the name that new ones get first.
  static var folderNames: [String] { get }

  /// The data set with options that its schema has checked.
  init(options: Options)

  /// Opens or prepares both splits.
  ///
  /// - Parameter random: the stream of the experiment that data sets draw from; those that are read
  ///   from files ignore it.
  /// - Returns: both splits.
  /// - Throws: `DatasetError` when files are missing or damaged, or a limit is too large.
  func load(random: RandomStream) throws(DatasetError) -> LoadedDataset
}

extension Dataset {
  package static var archive: DatasetArchive? { nil }
  package static var folderNames: [String] { [name] }
  /// The number of classes.
  package static var classCount: Int { classNames.count }
}

/// A data set that is ready to be read.
package struct LoadedDataset: Sendable {
  /// As experiment files call it.
  package let name: String
  /// What clients share out.
  package let train: any LabeledImages
  /// What models are scored on; no client ever trains on it.
  package let test: any LabeledImages
  /// How pixels become a network's inputs.
  package let normalization: Normalization
  /// One name for each class, in the order of the labels.
  package let classNames: [String]

  /// Two splits of images of the same size and with the same classes.
  package init(
    name: String, train: any LabeledImages, test: any LabeledImages,
    normalization: Normalization, classNames: [String]
  ) {
    precondition(train.shape == test.shape, "\(train.shape) to train, \(test.shape) to test")
    self.name = name
    self.train = train
    self.test = test
    self.normalization = normalization
    self.classNames = classNames
  }

  /// The number of classes.
  package var classCount: Int { classNames.count }
  /// The size of every image.
  package var imageShape: ImageShape { train.shape }
}

extension LabeledImages {
  /// All labels, in the order of the images.
  package var labels: [Int] { (0..<count).map { label(at: $0) } }

  /// The first images.
  ///
  /// - Parameters:
  ///   - limit: how many; all when `nil`.
  ///   - key: the option that asked for them, for messages.
  ///   - dataset: the data set, for messages.
  /// - Returns: a set of `limit` images.
  /// - Throws: `DatasetError.limitTooLarge` when there are fewer.
  func limited(to limit: Int?, key: String, dataset: String) throws(DatasetError)
    -> any LabeledImages
  {
    guard let limit, limit != count else { return self }
    guard limit < count else {
      throw .limitTooLarge(dataset: dataset, key: key, limit: limit, available: count)
    }
    return ImageSubset(self, indices: Array(0..<limit))
  }
}
