/// What batch sizes need, kept for those that were used last.
///
/// Clients of different sizes end their epochs with batches of different sizes; keeping memory for
/// each of them would cost gigabytes.
package struct BatchCache<Value> {
  /// A training size, its last batch, an evaluation size, its last batch, and as many for others.
  private let limit = 8
  /// By last use, the latest at the end.
  private var entries: [(batch: Int, value: Value)] = []

  package init() {}

  /// What a batch size needs, made if it is not there.
  package mutating func value<Failure: Error>(
    batch: Int, orMake make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let latest = entries.last, latest.batch == batch { return latest.value }
    let value: Value
    if let known = entries.firstIndex(where: { $0.batch == batch }) {
      value = entries.remove(at: known).value
    } else {
      value = try make()
    }
    if entries.count == limit { entries.removeFirst() }
    entries.append((batch, value))
    return value
  }
}
