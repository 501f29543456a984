/// The stretches of a test set that are scored on their own.
///
/// They are the same whatever the number of processes, and scores of stretches add up exactly, so
/// neither changes a result.
enum EvaluationShards {
  /// Images that go through the network at once: as fast as larger batches, and with less memory.
  static let batchSize = 100
  /// Images of one shard: a multiple of the batch, small enough to spread over the processes.
  static let size = 500

  /// The shards of a set of `count` images.
  static func ranges(count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
