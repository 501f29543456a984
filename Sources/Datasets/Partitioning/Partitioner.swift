package import Options
package import Randomness

/// A way to share training samples out among clients.
///
/// What it gives away it gives away once, and every client gets at least one sample. The same
/// samples, options and stream give the same partition.
package protocol Partitioner: PlugIn {
  /// The scheme with options that its schema has checked.
  init(options: Options)

  /// Shares samples out.
  ///
  /// - Parameters:
  ///   - samples: what there is to share.
  ///   - clients: among how many, at least 1 and at most the number of samples.
  ///   - random: the stream to draw from.
  /// - Returns: the positions of each client's samples, in any order; not all need be given away.
  /// - Throws: `DatasetError` when there are too few samples for so many clients.
  func share(_ samples: LabeledSamples, among clients: Int, using random: inout RandomStream)
    throws(DatasetError) -> [[Int]]
}

extension Partitioner {
  /// Shares a training set out, but for what the defender keeps and what is withheld.
  ///
  /// - Parameters:
  ///   - labels: the label of every training sample.
  ///   - classCount: the number of classes.
  ///   - clients: among how many, at least 1.
  ///   - clean: samples that no client gets.
  ///   - withheld: samples that nobody gets; none of them is clean.
  ///   - random: the stream to draw from.
  /// - Returns: who has what.
  /// - Throws: `DatasetError` when there are too few samples for so many clients.
  package func partition(
    labels: [Int], classCount: Int, clients: Int, clean: CleanSamples = .none,
    withheld: [Int] = [], random: RandomStream
  ) throws(DatasetError) -> Partition {
    precondition(clients > 0, "\(clients) clients")
    let samples = LabeledSamples(
      labels: labels, classCount: classCount, excluding: clean.all + withheld)
    try samples.require(clients, for: clients, scheme: Self.name)
    var random = random
    let lists = try share(samples, among: clients, using: &random)
    precondition(lists.count == clients, "'\(Self.name)' made \(lists.count) of \(clients) lists")
    return Partition(
      scheme: Self.name, lists: lists, of: samples, clean: clean, withheld: withheld)
  }
}

extension LabeledSamples {
  /// Checks that there are enough samples.
  ///
  /// - Parameters:
  ///   - needed: how many there must be.
  ///   - clients: for how many clients.
  ///   - scheme: the partitioner's name.
  /// - Throws: `DatasetError.tooFewSamples`.
  func require(_ needed: Int, for clients: Int, scheme: String) throws(DatasetError) {
    guard count >= needed else {
      throw .tooFewSamples(scheme: scheme, clients: clients, needed: needed, available: count)
    }
  }
}

/// The options of a partitioner that has none.
package struct NoPartitionOptions: Codable, Sendable, Equatable {}
