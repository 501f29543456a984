package import Clustering

/// What keeps a round from being aggregated.
package enum AggregationError: Error, Equatable {
  /// A stage's guarantee needs more clients than there are; `demand` says why, `remedy` what else
  /// would do.
  case tooFewClients(stage: String, seen: Int, needed: Int, demand: String, remedy: String?)
  /// Vectors of one round that do not fit each other.
  case wrongLength(what: String, seen: Int, allowed: Int)
  /// The same client twice in one round.
  case duplicateClient(Int)
  /// A saved history that is not this pipeline's.
  case foreignState(reason: String)
  case clustering(stage: String, ClusteringError)
}

extension AggregationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooFewClients(let stage, let seen, let needed, let demand, let remedy):
      "\(stage) needs at least \(needed) clients in a round (\(demand)), and there are \(seen);"
        + " take \(needed) or more\(remedy.map { ", or \($0)" } ?? "")"
    case .wrongLength(let what, let seen, let allowed):
      "\(what) has \(seen) values; it must have \(allowed), as many as the model"
    case .duplicateClient(let client):
      "client \(client) appears twice in one round; keep one of its updates"
    case .foreignState(let reason):
      "the saved history does not belong to this defense: \(reason)"
    case .clustering(let stage, let error): "\(stage) could not cluster the updates: \(error)"
    }
  }
}
