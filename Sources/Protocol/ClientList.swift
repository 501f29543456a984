/// Clients as messages carry them: their ids, then the sample count of each.
///
/// A payload and not a list in the header: thousands of clients do not fit there, one buffer serves
/// all tasks of a round, and who does not care never reads it. The numbers are floats like every
/// payload; whole numbers below 2²⁴ are exact in them.
package struct ClientList: Sendable, Equatable {
  /// Two floats for each client.
  package let payload: Payload

  /// A list that has arrived, or a shared one that is to be sent.
  package init(payload: Payload) { self.payload = payload }

  /// A list to send.
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
  /// - Parameter type: of the message that carries it, for errors.
  /// - Returns: the clients' ids and the sample count of each.
  /// - Throws: `ProtocolError.outOfRange` for numbers that are none of a client's, and for a client
  ///   that stands there twice.
  package func read(
    from type: MessageType
  ) throws(ProtocolError) -> (ids: [Int], sampleCounts: [Int]) {
    var numbers: [Int] = []
    for value in payload.floats() {
      guard let number = Int(exactly: value), (0..<Self.limit).contains(number) else {
        throw .outOfRange(
          type, key: "clients", seen: "\(value)",
          allowed: "whole numbers from 0 to \(Self.limit - 1)")
      }
      numbers.append(number)
    }
    let ids = Array(numbers.prefix(count))
    guard Set(ids).count == count else {
      throw .outOfRange(
        type, key: "clients", seen: "\(count) of which only \(Set(ids).count) differ",
        allowed: "each once")
    }
    return (ids, Array(numbers.suffix(count)))
  }

  private static let limit = 1 << 24
}
