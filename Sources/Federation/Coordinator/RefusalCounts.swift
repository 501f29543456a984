/// Messages of peers that were refused, by reason; a peer can send anything at any time.
package struct RefusalCounts: Sendable, Equatable {
  package private(set) var byReason: [String: Int] = [:]

  /// Reasons that a peer could make up without end are kept to this many.
  private static let maximumReasons = 64

  package init() {}

  /// Counts one refused message.
  ///
  /// - Parameter reason: a short sentence or word; the same fault has the same reason.
  package mutating func count(_ reason: String) {
    let isKnown = byReason[reason] != nil || byReason.count < Self.maximumReasons
    byReason[isKnown ? reason : "other", default: 0] += 1
  }

  /// What was counted since the last call.
  package mutating func take() -> [String: Int] {
    defer { byReason = [:] }
    return byReason
  }
}
