import Experiments
import Foundation
import Kernels
import Messaging
import Protocol

/// The talking half of a client process: says hello, answers questions at once, hands work to the
/// worker.
struct ClientSession {
  private let assignment: ClientAssignment
  private let worker: ClientWorker
  private let limits: WireLimits

  /// A session that is not connected yet.
  init(_ assignment: ClientAssignment, worker: ClientWorker, limits: WireLimits) {
    self.assignment = assignment
    self.worker = worker
    self.limits = limits
  }

  /// Joins the federation and works until the coordinator says goodbye or the connection's process
  /// ends.
  ///
  /// - Parameter address: where the coordinator listens.
  /// - Throws: `TransportError` when the socket fails.
  func run(_ address: Address) async throws {
    let context = try Context()
    let endpoint = try Endpoint(
      .dealer,
      options: SocketOptions().limitingFrames(
        to: limits.maximumFrameBytes ?? 0, count: WireLimits.maximumFrames), context: context)
    let (work, queue) = AsyncStream<Message>.makeStream()
    let (end, ending) = AsyncThrowingStream<Void, any Error>.makeStream()
    await endpoint.deliver { [weak endpoint] event in
      guard let endpoint else { return }
      receive(event, over: endpoint, queue, ending)
    }
    try await endpoint.connect(to: address)
    try await endpoint.send(outbound(hello()))

    let computing = Task {
      var spare = SpareMemory()
      // What starting took.
      spare.giveBack()
      await worker.answer(work) { message in
        try? await endpoint.send(outbound(message))
        spare.giveBack()
      }
    }
    for try await _ in end {}
    // What is still being computed is for a run that has ended.
    queue.finish()
    computing.cancel()
    await endpoint.close()
  }

  // MARK: - Details

  private func hello() async -> Message {
    let clients = ClientList(
      ids: assignment.clients, sampleCounts: await worker.sampleCounts(of: assignment.clients))
    return .hello(
      Hello(
        runID: assignment.runId, process: assignment.process, clients: clients.count,
        token: assignment.token, parameters: limits.elements ?? 0, backend: assignment.backend,
        pid: Int(ProcessInfo.processInfo.processIdentifier)), clients)
  }

  /// Deals with whatever arrives, on the socket's thread, while the worker computes: a question is
  /// answered, a task read and put in line.
  private func receive(
    _ event: EndpointEvent, over endpoint: Endpoint, _ queue: AsyncStream<Message>.Continuation,
    _ ending: AsyncThrowingStream<Void, any Error>.Continuation
  ) {
    if case .failed(let error) = event { return ending.finish(throwing: error) }
    guard case .message(let arrived) = event,
      let message = try? Message.decode(arrived.frames, limits: limits),
      message.runID == assignment.runId
    else { return }
    switch message {
    case .goodbye: ending.finish()
    case .ping(let ping):
      // A closed socket says so by an event of its own.
      try? endpoint.assumeIsolated { try $0.post(outbound(.pong(ping.answer))) }
    default: queue.yield(message)
    }
  }

  private func outbound(_ message: Message) throws -> OutboundMessage {
    OutboundMessage(frames: try message.encode().transportFrames())
  }
}
