/// Who trains in a round, as a TASK carries it: the clients' ids, then the sample count of each.
///
/// One buffer serves the tasks of all clients, and a client that does not care never reads it. The
/// numbers are floats like every payload; whole numbers below 2²⁴ are exact in them.
package struct Participants: Sendable, Equatable {
  /// Two floats for each client.
  package let payload: Payload

  /// A list that has arrived, or a shared one that is to be sent.
  package init(payload: Payload) { self.payload = payload }

  /// The list of a round.
  ///
  /// - Parameters:
  ///   - ids: each once, below 2²⁴.
  ///   - sampleCounts: of each, below 2²⁴.
  package init(ids: [Int], sampleCounts: [Int]) {
    precondition(
      ids.count == sampleCounts.count, "\(ids.count) clients, \(sampleCounts.count) sample counts")
    let numbers = ids + sampleCounts
    precondition(
      numbers.allSatisfy((0..<Self.limit).contains), "\(numbers) are not all below \(Self.limit)")
    payload = Payload(numbers.map { Float($0) })
  }

  /// How many clients there are.
  package var count: Int { payload.count / 2 }

  /// Reads the list.
  ///
  /// - Parameter client: must be in it.
  /// - Returns: the clients' ids and the sample count of each.
  /// - Throws: `ProtocolError.outOfRange` for numbers that are none of a client's, for a client
  ///   that stands there twice, and without `client`.
  package func read(
    for client: Int
  ) throws(ProtocolError) -> (ids: [Int], sampleCounts: [Int]) {
    var numbers: [Int] = []
    for value in payload.floats() {
      guard let number = Int(exactly: value), (0..<Self.limit).contains(number) else {
        throw .outOfRange(
          .task, key: "participants", seen: "\(value)",
          allowed: "whole numbers from 0 to \(Self.limit - 1)")
      }
      numbers.append(number)
    }
    let ids = Array(numbers.prefix(count))
    guard ids.contains(client), Set(ids).count == ids.count else {
      throw .outOfRange(
        .task, key: "participants", seen: "\(ids)",
        allowed: "client \(client) and others, each once")
    }
    return (ids, Array(numbers.suffix(count)))
  }

  private static let limit = 1 << 24
}
