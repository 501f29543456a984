package import Tensors

/// Handwritten digits, 28 × 28, 60,000 to train and 10,000 to test.
package struct MNIST: IDXDataset {
  package static let name = "mnist"
  package static let summary = "handwritten digits, 60,000 to train and 10,000 to test"
  package static let source = "LeCun et al., Proc. IEEE 1998, doi:10.1109/5.726791"
  package static let classNames = (0...9).map { "\($0)" }
  package static let normalization = Normalization(mean: [0.1307], deviation: [0.3081])
  package static let archive: DatasetArchive? = DatasetArchive(
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist",
      "https://storage.googleapis.com/cvdf-datasets/mnist",
    ],
    files: [
      DatasetFile(
        "train-images-idx3-ubyte",
        packed: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        plain: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      DatasetFile(
        "train-labels-idx1-ubyte",
        packed: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        plain: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      DatasetFile(
        "t10k-images-idx3-ubyte",
        packed: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        plain: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      DatasetFile(
        "t10k-labels-idx1-ubyte",
        packed: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        plain: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ])

  let options: DatasetOptions

  package init(options: DatasetOptions) { self.options = options }
}
