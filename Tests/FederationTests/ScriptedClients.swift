import Attacks
import Federation
import Foundation
import Messaging
import Protocol
import RunStore
import Synchronization
import Tensors
import Testing

/// A launcher that starts nothing: the test plays the processes.
final class ScriptedLauncher: ClientLauncher {
  private struct Seat {
    var token: String
    var onExit: @Sendable (String) async -> Void
  }

  private let seats = Mutex<[Int: Seat]>([:])
  private let launches = Mutex<[Int]>([])

  func launch(
    _ seat: Int, token: String, onExit: @escaping @Sendable (String) async -> Void
  ) throws {
    seats.withLock { $0[seat] = Seat(token: token, onExit: onExit) }
    launches.withLock { $0.append(seat) }
  }

  func kill(_ seat: Int) { Task { await end(seat, "killed by signal 9") } }

  func stopAll() async {}

  func token(of seat: Int) -> String { seats.withLock { $0[seat]?.token ?? "" } }

  /// The seats that were launched, in order.
  var history: [Int] { launches.withLock { $0 } }

  /// Ends the process of a seat.
  func end(_ seat: Int, _ reason: String) async {
    let onExit = seats.withLock { $0[seat]?.onExit }
    await onExit?(reason)
  }
}

/// A peer that says what a test tells it to.
struct ScriptedPeer {
  let endpoint: Endpoint
  private let arrived: AsyncStream<Message>

  init(_ name: String, to address: Address, context: Context) async throws {
    endpoint = try Endpoint(.dealer, identity: PeerIdentity(name), context: context)
    let events = endpoint.events
    arrived = AsyncStream { continuation in
      Task {
        for await case .message(let message) in events {
          if let message = try? Message.decode(
            message.frames, limits: WireLimits(elements: nil, buffers: nil))
          {
            continuation.yield(message)
          }
        }
        continuation.finish()
      }
    }
    try await endpoint.connect(to: address)
  }

  func send(_ message: Message) async throws {
    let frames = try message.encode()
    try await send(
      bytes: [frames.head, frames.header]
        + frames.payloads.map { payload in
          payload.bytes.withBytes { span in
            span.byteOffsets.map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
          }
        })
  }

  func send(bytes: [[UInt8]]) async throws {
    try await endpoint.send(OutboundMessage(frames: bytes.map { try Frame($0) }))
  }

  /// The next message that is no ping.
  func next() async throws -> Message {
    for await message in arrived {
      if case .ping = message { continue }
      return message
    }
    throw TransportError.closed
  }
}

/// A pool of two slots with a model of three parameters, and what a test needs to play its processes;
/// client `i` has `10 (i + 1)` samples.
struct ScriptedPool {
  let pool: ClientPool
  let launcher = ScriptedLauncher()
  let address: Address
  let context: Context
  private let hosts: [[Int]]
  private let bufferLayout: ParameterLayout
  private let folder: SocketFolder

  static let run = "run-1"

  /// One seat with the clients 0 and 1, unless others are given.
  init(
    _ hosts: [[Int]] = [[0, 1]], bufferLayout: ParameterLayout = ParameterLayout(),
    patience: Duration = .seconds(60), lastHosts: Set<Int> = [],
    observer: (@Sendable (Int, Int, Payload) -> Void)? = nil
  ) async throws {
    self.hosts = hosts
    self.bufferLayout = bufferLayout
    context = try Context()
    folder = try SocketFolder()
    let endpoint = try Endpoint(
      .router, options: SocketOptions().limitingFrames(to: 65_536, count: 5), context: context)
    address = try await endpoint.bind(to: folder.address("router"))
    var settings = PoolSettings(
      runID: Self.run, hosts: hosts, sampleCounts: (1...9).map { $0 * 10 }, parameterCount: 3,
      bufferLayout: bufferLayout, slots: 2,
      heartbeat: .milliseconds(50), patience: patience, experiment: "{}")
    settings.lastHosts = lastHosts
    settings.observer = observer
    pool = ClientPool(settings, launcher: launcher, endpoint: endpoint)
    try await pool.start()
  }

  func hello(
    process: Int = 0, token: String? = nil, run: String = ScriptedPool.run
  ) -> Message {
    .hello(
      Hello(
        runID: run, process: process, clients: hosts[process].count,
        token: token ?? launcher.token(of: process), parameters: 3, backend: "test", pid: 1),
      ClientList(ids: hosts[process], sampleCounts: hosts[process].map { ($0 + 1) * 10 }))
  }

  /// A peer that has been let in.
  func peer(_ process: Int) async throws -> ScriptedPeer {
    let peer = try await ScriptedPeer("process-\(process)", to: address, context: context)
    try await peer.send(hello(process: process))
    _ = try await peer.next()
    return peer
  }

  func update(
    client: Int, round: Int = 1, samples: Int? = nil, _ values: [Float] = [1, 2, 3],
    buffers: [Float] = []
  ) -> Message {
    .update(
      TrainingUpdate(
        runID: Self.run, round: round, client: client, sampleCount: samples ?? (client + 1) * 10,
        elements: values.count, buffers: buffers.count, trainLoss: 1, trainAccuracy: 0.5,
        seconds: 0),
      ModelPayload(parameters: Payload(values), buffers: Payload(buffers)))
  }

  private var state: ModelState {
    ModelState(
      parameters: [0, 0, 0], buffers: Array(repeating: 0, count: bufferLayout.count))
  }

  /// Has clients train in round 1, every process that hosts one may do it.
  func train(_ clients: [Int] = [0, 1], deadline: Duration? = nil) async throws -> JobBatch {
    try await pool.perform(
      clients.map { client in
        Job(
          .train(client: client), hosts: hosts.indices.filter { hosts[$0].contains(client) },
          size: 1)
      },
      on: WorkRequest(
        round: 1, model: SharedModel(state, version: 0),
        announcement: RoundAnnouncement(
          round: 1, participants: clients, participantSamples: clients.map { ($0 + 1) * 10 },
          weighting: .samples, serverLearningRate: 1)), deadline: deadline)
  }

  /// Has the model that round 1 trains scored, ten images a shard.
  func score(shards: Int) async throws -> JobBatch {
    try await pool.perform(
      (0..<shards).map {
        Job(.score(shard: $0, range: $0 * 10..<($0 + 1) * 10), hosts: [0], size: 10)
      },
      on: WorkRequest(round: 0, model: SharedModel(state, version: 0)))
  }

  func scores(shard: Int) -> Message {
    .scores(
      Scores(
        runID: Self.run, round: 0, shard: shard,
        clean: Scores.Tally(count: 10, correct: shard, lossSum: 1), triggered: nil))
  }
}
