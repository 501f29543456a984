package import Options
package import Randomness

/// Every client has samples of one class only: client `k` of class `k mod C`.
///
/// The clients of a class share it in parts that differ by one at most. With fewer clients than
/// classes the classes of nobody are dropped.
package struct OneClassPartitioner: Partitioner {
  package typealias Options = NoPartitionOptions

  package static let name = "one-class"
  package static let summary = "a single class for each client, shared equally with others"
  package static let schema = OptionSchema([])

  /// The scheme, which has no options.
  package init(options: Options) {}

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    var lists = [[Int]](repeating: [], count: clients)
    for (label, members) in samples.byClass.enumerated() where label < clients {
      let owners = Array(stride(from: label, to: clients, by: samples.classCount))
      guard members.count >= owners.count else {
        throw .classTooSmall(
          scheme: Self.name, label: label, samples: members.count, clients: owners.count)
      }
      let slices = members.shuffled(using: &random).slices(owners.count)
      for (owner, slice) in zip(owners, slices) { lists[owner] = slice }
    }
    return lists
  }
}
