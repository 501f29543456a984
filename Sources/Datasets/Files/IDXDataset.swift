import Options
import Randomness
import Tensors

/// A data set in the four files of MNIST.
protocol IDXDataset: Dataset where Options == DatasetOptions {
  var options: DatasetOptions { get }
}

extension IDXDataset {
  package static var schema: OptionSchema { DatasetOptions.schema }
  package static var imageShape: ImageShape { ImageShape(channels: 1, height: 28, width: 28) }

  package func load(random: RandomStream) throws(DatasetError) -> LoadedDataset {
    LoadedDataset(
      name: Self.name,
      train: try open("train").limited(
        to: options.trainLimit, key: "dataset.train_limit", dataset: Self.name),
      test: try open("t10k").limited(
        to: options.testLimit, key: "dataset.test_limit", dataset: Self.name),
      normalization: Self.normalization, classNames: Self.classNames)
  }

  private func open(_ split: String) throws(DatasetError) -> IDXImages {
    let folder = DatasetFolder.resolve(Self.self, path: options.path)
    return try IDXImages(
      images: DatasetFolder.locate("\(split)-images-idx3-ubyte", in: folder, dataset: Self.name),
      labels: DatasetFolder.locate("\(split)-labels-idx1-ubyte", in: folder, dataset: Self.name),
      shape: Self.imageShape, classCount: Self.classCount, dataset: Self.name)
  }
}
