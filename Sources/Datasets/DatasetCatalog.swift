package import Options

/// All data sets.
package enum DatasetCatalog {
  /// One line for each.
  package static let all: [any Dataset.Type] = [
    Glyphs.self,
    MNIST.self,
    FashionMNIST.self,
    CIFAR10.self,
  ]

  /// The names, in the order of the catalog.
  package static var names: [String] { all.map { $0.name } }

  /// The kind of data set called `name`.
  ///
  /// - Parameters:
  ///   - name: as experiment files say it.
  ///   - path: where the name stands in its document, for messages.
  /// - Returns: the kind.
  /// - Throws: `OptionError.unknownName`.
  package static func find(_ name: String, at path: OptionPath = []) throws(OptionError)
    -> any Dataset.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }

  /// The data set called `name` with the given options.
  ///
  /// - Parameters:
  ///   - name: as experiment files say it.
  ///   - options: the mapping of its options, without `name`.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Returns: the data set, not yet loaded.
  /// - Throws: `OptionError` for an unknown name or wrong options.
  package static func make(
    _ name: String, options: OptionValue, at path: OptionPath = []
  ) throws(OptionError) -> any Dataset {
    try make(find(name, at: path), options: options, at: path)
  }

  private static func make<Kind: Dataset>(
    _ kind: Kind.Type, options: OptionValue, at path: OptionPath
  ) throws(OptionError) -> any Dataset {
    kind.init(options: try kind.options(from: options, at: path))
  }
}
