package import Tensors

/// Pictures of clothes in the format of MNIST, 60,000 to train and 10,000 to test.
package struct FashionMNIST: IDXDataset {
  package static let name = "fashion-mnist"
  package static let summary = "pictures of clothes in the format of mnist, and harder"
  package static let source = "Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747"
  package static let classNames = [
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
  ]
  package static let normalization = Normalization(mean: [0.2860], deviation: [0.3530])
  package static let archive: DatasetArchive? = DatasetArchive(
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
    ],
    files: [
      DatasetFile(
        "train-images-idx3-ubyte",
        packed: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      DatasetFile(
        "train-labels-idx1-ubyte",
        packed: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        plain: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      DatasetFile(
        "t10k-images-idx3-ubyte",
        packed: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      DatasetFile(
        "t10k-labels-idx1-ubyte",
        packed: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        plain: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ])

  let options: DatasetOptions

  package init(options: DatasetOptions) { self.options = options }
}
