import Federation
import Messaging

/// Rounds without training through our protocol, against libzmq alone.
package struct TransportBenchmark: Benchmark {
  package static let name = "transport"
  package static let summary = "rounds without training against bare ZeroMQ: ipc, tcp, CURVE"

  /// The numbers of clients of rounds that carry next to nothing.
  package var clients = [10, 50, 200]
  /// The bytes of a model in the rounds that carry one.
  package var payloads = [4 << 20, 45 << 20]
  /// The number of clients in those.
  package var payloadClients = 10

  package init() {}

  /// One number of clients, one size, one direction, one way.
  package struct Row: BenchmarkRow {
    package let clients: Int
    /// To or from each client.
    package let bytes: Int
    package let direction: String
    package let transport: String
    package let curve: Bool
    package let milliseconds: Double
    /// Of bare ZeroMQ with the same number of peers and bytes.
    package let floorMilliseconds: Double
    /// The one by the other.
    package let ratio: Double

    package static let columns = [
      "clients", "bytes", "direction", "transport", "ms", "ms bare", "ratio",
    ]

    package var cells: [String] {
      [
        "\(clients)", "\(bytes)", direction, transport + (curve ? " with CURVE" : ""),
        milliseconds.measured, floorMilliseconds.measured, ratio.share,
      ]
    }
  }

  package func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row> {
    MemoryTuning.gathering.apply()
    var rows: [Row] = []
    for link in try TransportLink.all() {
      for exchange in exchanges(setting) where hasRoom(for: exchange, setting) {
        rows.append(try await row(exchange, link, setting))
      }
    }
    return BenchmarkResult(
      rows,
      notes: [
        "bare: a router and as many dealers on another thread, one frame there and one back",
        "round: a model of \(Self.noBytes) bytes there, as much back; down and up: one way, short answers",
      ])
  }

  // MARK: - Details

  /// A model of four parameters.
  private static let noBytes = 16

  /// What is measured on every link.
  private struct Exchange {
    let direction: PoolExchange.Direction
    let clients: Int
    let bytes: Int
    let rounds: Int
  }

  private func exchanges(_ setting: BenchmarkSetting) -> [Exchange] {
    // Short rounds vary more.
    let short = clients.map {
      Exchange(
        direction: .round, clients: $0, bytes: Self.noBytes, rounds: 10 * setting.repeatCount)
    }
    let long = payloads.flatMap { bytes in
      [PoolExchange.Direction.down, .up].map {
        Exchange(
          direction: $0, clients: payloadClients, bytes: bytes, rounds: setting.repeatCount)
      }
    }
    return short + long
  }

  /// Whether this process may open sockets for so many clients, both ends of which are here.
  private func hasRoom(for exchange: Exchange, _ setting: BenchmarkSetting) -> Bool {
    let needed = 100 + 6 * exchange.clients
    let isAllowed = OpenFiles.allow(needed)
    if !isAllowed {
      setting.progress(
        "transport: \(exchange.clients) clients are left out: they need \(needed) open files, "
          + "more than 'ulimit -Hn' allows")
    }
    return isAllowed
  }

  private func row(
    _ exchange: Exchange, _ link: TransportLink, _ setting: BenchmarkSetting
  ) async throws -> Row {
    let (direction, bytes) = (exchange.direction, exchange.bytes)
    setting.progress(
      "transport: \(exchange.clients) clients, \(bytes) bytes, \(direction.rawValue), "
        + "\(link.transport)\(link.curve ? " with CURVE" : "")")
    let floor = try await BareRounds.median(
      dealers: exchange.clients, down: direction == .up ? 1 : bytes,
      up: direction == .down ? 1 : bytes, count: exchange.rounds, link: link)
    let pool = try await PoolExchange(
      hosts: (0..<exchange.clients).map { [$0] }, parameterCount: max(1, bytes / 4), link: link)
    let seconds = Timing.median(try await pool.rounds(exchange.rounds, direction))
    await pool.close()
    return Row(
      clients: exchange.clients, bytes: bytes, direction: direction.rawValue,
      transport: link.transport, curve: link.curve, milliseconds: seconds * 1000,
      floorMilliseconds: floor * 1000, ratio: seconds / floor)
  }
}
