package import Options

/// All partitioners.
package enum Partitioners {
  /// One line for each.
  package static let all: [any Partitioner.Type] = [
    IIDPartitioner.self,
    DirichletPartitioner.self,
    ClassWiseDirichletPartitioner.self,
    ShardPartitioner.self,
    OneClassPartitioner.self,
    QuantitySkewPartitioner.self,
  ]

  /// The names, in the order of the catalog.
  package static var names: [String] { all.map { $0.name } }

  /// The kind of partitioner called `name`.
  ///
  /// - Parameters:
  ///   - name: as experiment files say it under `scheme`.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the kind.
  /// - Throws: `OptionError.unknownName`.
  package static func find(_ name: String, at path: OptionPath = []) throws(OptionError)
    -> any Partitioner.Type
  {
    try PlugIns.find(name, in: all, at: path + ["scheme"]) { $0.name }
  }

  /// The partitioner called `name` with the given options.
  ///
  /// - Parameters:
  ///   - name: as experiment files say it under `scheme`.
  ///   - options: the mapping of its options, without `scheme` and `clients`.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the partitioner.
  /// - Throws: `OptionError` for an unknown name or wrong options.
  package static func make(
    _ name: String, options: OptionValue, at path: OptionPath = []
  ) throws(OptionError) -> any Partitioner {
    try make(find(name, at: path), options: options, at: path)
  }

  private static func make<Kind: Partitioner>(
    _ kind: Kind.Type, options: OptionValue, at path: OptionPath
  ) throws(OptionError) -> any Partitioner {
    kind.init(options: try kind.options(from: options, at: path))
  }
}
