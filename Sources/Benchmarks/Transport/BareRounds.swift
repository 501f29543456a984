import Experiments
import Messaging

/// What the same bytes cost when nothing but libzmq handles them.
enum BareRounds {
  /// The median of some rounds, after two that do not count.
  ///
  /// - Parameters:
  ///   - dealers: how many answer.
  ///   - down: the bytes to each, at least 1.
  ///   - up: the bytes from each.
  ///   - count: the number of rounds.
  ///   - link: the way messages go.
  /// - Returns: seconds.
  /// - Throws: `TransportError`.
  static func median(
    dealers: Int, down: Int, up: Int, count: Int, link: TransportLink
  ) async throws -> Double {
    let folder = try SocketFolder()
    defer { withExtendedLifetime(folder) {} }
    let exchange = BareExchange(
      dealers: dealers, address: try link.address(in: folder), bytesDown: down, bytesUp: up,
      routerOptions: link.routerOptions(), dealerOptions: link.dealerOptions())
    return Timing.median(try await exchange.rounds(count + 2).dropFirst(2).map(\.inSeconds))
  }
}
