import Messaging
import Testing

@Suite(.timeLimit(.minutes(1))) struct BareExchangeTests {
  @Test(arguments: [(1, 1, 0), (7, 16, 16), (3, 100_000, 1), (3, 1, 100_000)])
  func `every round is timed`(dealers: Int, down: Int, up: Int) async throws {
    let folder = try SocketFolder()
    let exchange = BareExchange(
      dealers: dealers, address: try folder.address("bare"), bytesDown: down, bytesUp: up)
    let durations = try await exchange.rounds(4)
    #expect(durations.count == 4 && durations.allSatisfy { $0 > .zero })
    withExtendedLifetime(folder) {}
  }

  @Test func `an address that cannot be bound is reported`() async throws {
    let exchange = BareExchange(
      dealers: 1, address: .ipc(path: "/nonexistent/socket"), bytesDown: 1, bytesUp: 1)
    await #expect(throws: TransportError.self) { try await exchange.rounds(1) }
  }
}
