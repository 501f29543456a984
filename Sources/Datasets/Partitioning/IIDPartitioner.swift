package import Options
package import Randomness

/// Every client gets a random share of the same size.
///
/// Sizes differ by one at most. Stratified, class counts do so too: each class is dealt out in turn,
/// going on with the client after the last one served.
package struct IIDPartitioner: Partitioner {
  package struct Options: Codable, Sendable, Equatable {
    package var stratified: Bool
  }

  package static let name = "iid"
  package static let summary = "random shares of equal size, all from the same distribution"
  package static let schema = OptionSchema([
    OptionField("stratified", .bool, default: false, "give every client the same class counts")
  ])

  private let options: Options

  /// The scheme with options that its schema has checked.
  package init(options: Options) { self.options = options }

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    guard options.stratified else {
      return samples.positions.shuffled(using: &random).slices(clients)
    }
    var lists = [[Int]](repeating: [], count: clients)
    var turn = 0
    for members in samples.byClass {
      for position in members.shuffled(using: &random) {
        lists[turn % clients].append(position)
        turn += 1
      }
    }
    return lists
  }
}
