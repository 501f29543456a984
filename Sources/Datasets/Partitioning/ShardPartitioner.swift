package import Options
package import Randomness

/// Samples are sorted by label and cut into shards; every client gets a few of them.
///
/// Within a class the order is that of the training set. All shards have the same size; what does
/// not fill another one, at the end of the last class, is dropped. A shard may straddle two classes.
/// Source: McMahan et al., AISTATS 2017, arXiv:1602.05629, section 3.
package struct ShardPartitioner: Partitioner {
  package struct Options: Codable, Sendable, Equatable {
    package var shardsPerClient: Int
  }

  package static let name = "shards"
  package static let summary = "a few single-class shards for each client, equal sizes"
  package static let source = "McMahan et al., AISTATS 2017, arXiv:1602.05629"
  package static let schema = OptionSchema([
    OptionField(
      "shards_per_client", .integer(atLeast: 1), default: 2,
      "about how many classes a client sees")
  ])

  private let options: Options

  /// The scheme with options that its schema has checked.
  package init(options: Options) { self.options = options }

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    let (shards, overflow) = clients.multipliedReportingOverflow(by: options.shardsPerClient)
    try samples.require(overflow ? .max : shards, for: clients, scheme: Self.name)
    let sorted = samples.byClass.flatMap(\.self)
    let size = sorted.count / shards
    let order = Array(0..<shards).shuffled(using: &random)
    return (0..<clients).map { client in
      let own = order[client * options.shardsPerClient..<(client + 1) * options.shardsPerClient]
      return own.flatMap { sorted[$0 * size..<($0 + 1) * size] }
    }
  }
}
