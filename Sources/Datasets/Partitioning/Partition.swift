import Digests

/// Which training sample belongs to which client.
///
/// Samples are positions in the training set. No sample is in two places; whatever is in none of
/// them is not in the training set.
package struct Partition: Sendable, Equatable {
  /// The partitioner's name.
  package let scheme: String
  /// The samples of each client, ascending.
  package let clients: [[Int]]
  /// The number of samples of each class, for each client.
  package let classCounts: [[Int]]
  /// Samples that the scheme leaves out, ascending.
  package let dropped: [Int]
  /// Samples that the defender holds and no client has.
  package let clean: CleanSamples
  /// Samples that were kept from clients and defender, ascending.
  package let withheld: [Int]

  /// Checks the lists of a partitioner and puts them in order.
  ///
  /// - Parameters:
  ///   - scheme: the partitioner's name.
  ///   - lists: the samples of each client, in any order.
  ///   - samples: what was to be shared out.
  ///   - clean: what the defender keeps.
  ///   - withheld: what nobody gets.
  init(
    scheme: String, lists: [[Int]], of samples: LabeledSamples, clean: CleanSamples,
    withheld: [Int] = []
  ) {
    self.scheme = scheme
    self.clean = clean
    self.withheld = Set(withheld).sorted()
    clients = lists.map { $0.sorted() }
    classCounts = clients.map { samples.classCounts(of: $0) }
    var isLeft = samples.isMember
    for list in clients {
      for sample in list {
        precondition(
          isLeft[sample], "'\(scheme)' gave away sample \(sample) twice or without right")
        isLeft[sample] = false
      }
    }
    dropped = isLeft.indices.filter { isLeft[$0] }
  }

  /// The number of samples of each client.
  package var sizes: [Int] { clients.map(\.count) }

  /// The SHA-256 of who has what, in the form `sha256:…`.
  package var digest: String {
    var digest = SHA256Digest()
    for list in clients + [clean.fineTuning, clean.stopping] {
      for number in [list.count] + list {
        digest.update((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
      }
    }
    return digest.finishText()
  }
}

// MARK: - The file partition.json

extension Partition: Codable {
  private enum Key: String, CodingKey {
    case schema, scheme, digest, clients, dropped, withheld
    case clean = "clean_samples"
  }

  private struct Client: Codable {
    enum CodingKeys: String, CodingKey {
      case client, size, indices
      case classCounts = "class_counts"
    }
    let client: Int
    let size: Int
    let classCounts: [Int]
    let indices: [Int]
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let clients = try container.decode([Client].self, forKey: .clients)
    scheme = try container.decode(String.self, forKey: .scheme)
    self.clients = clients.map(\.indices)
    classCounts = clients.map(\.classCounts)
    dropped = try container.decode([Int].self, forKey: .dropped)
    clean = try container.decode(CleanSamples.self, forKey: .clean)
    withheld = try container.decode([Int].self, forKey: .withheld)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .schema)
    try container.encode(scheme, forKey: .scheme)
    try container.encode(digest, forKey: .digest)
    try container.encode(
      clients.indices.map {
        Client(
          client: $0, size: clients[$0].count, classCounts: classCounts[$0], indices: clients[$0])
      }, forKey: .clients)
    try container.encode(dropped, forKey: .dropped)
    try container.encode(clean, forKey: .clean)
    try container.encode(withheld, forKey: .withheld)
  }
}
