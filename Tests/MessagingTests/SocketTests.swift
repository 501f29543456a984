import Messaging
import Testing

@Suite struct SocketTests {
  @Test func `a message arrives with all its frames`() throws {
    let (first, second) = try pair(named: "socket", in: Context())
    #expect(try second.receive() == nil)
    #expect(try first.send(OutboundMessage(frames: [Frame([1, 2]), Frame([]), Frame([3])])))
    guard case .message(let message)? = try second.receive() else {
      Issue.record("nothing arrived")
      return
    }
    #expect(message.peer == nil)
    #expect(message.frames.map { $0.copiedBytes() } == [[1, 2], [], [3]])
    #expect(try second.receive() == nil)
  }

  @Test func `a message with too many frames is thrown away, and the next one arrives`() throws {
    let options = SocketOptions().limitingFrames(to: 1000, count: 2)
    let (first, second) = try pair(named: "frames", in: Context(), options: options)
    _ = try first.send(OutboundMessage(frames: (0..<5).map { try Frame([$0]) }))
    _ = try first.send(OutboundMessage(frames: [Frame([7])]))
    guard case .refused(let peer, let count)? = try second.receive() else {
      Issue.record("the long message was not refused")
      return
    }
    #expect(peer == nil)
    #expect(count == 5)
    guard case .message(let message)? = try second.receive() else {
      Issue.record("the next message did not arrive")
      return
    }
    #expect(message.frames.map { $0.copiedBytes() } == [[7]])
  }

  @Test func `a full queue takes no more`() throws {
    var options = SocketOptions()
    options.sendQueue = 2
    options.receiveQueue = 2
    let (first, second) = try pair(named: "full", in: Context(), options: options)
    let message = OutboundMessage(frames: [try Frame([1])])
    // Inside a process the two queues are one, of their sum.
    for _ in 0..<4 { #expect(try first.send(message)) }
    #expect(try first.send(message) == false)
    #expect(try second.receive() != nil)
  }

  @Test func `a router says so when nobody has the name`() throws {
    let router = try Socket(.router, context: Context())
    try router.bind(to: .inproc(name: "router"))
    #expect(throws: TransportError.unknownPeer("process-9")) {
      try router.send(OutboundMessage(to: PeerIdentity("process-9"), frames: [Frame([1])]))
    }
  }

  @Test func `a free port is picked and reported`() throws {
    let context = try Context()
    let address = try Socket(.router, context: context).bind(to: Address("tcp://127.0.0.1:*"))
    guard case .tcp("127.0.0.1", let port?) = address else {
      Issue.record("\(address) has no port")
      return
    }
    #expect(port > 0)
  }

  @Test func `an address serves one socket`() throws {
    let context = try Context()
    let first = try Socket(.router, context: context)
    let address = try first.bind(to: Address("tcp://127.0.0.1:*"))
    #expect(throws: TransportError.addressInUse(address.description)) {
      try Socket(.router, context: context).bind(to: address)
    }
  }

  @Test func `nothing leaves the machine unencrypted`() throws {
    let context = try Context()
    #expect(throws: TransportError.unencryptedAddress("tcp://0.0.0.0:5555")) {
      try Socket(.router, context: context).bind(to: Address("tcp://0.0.0.0:5555"))
    }
    #expect(throws: TransportError.unencryptedAddress("tcp://10.0.0.1:5555")) {
      try Socket(.dealer, context: context).connect(to: Address("tcp://10.0.0.1:5555"))
    }
  }

  @Test func `a folder that is not there cannot hold a socket`() throws {
    #expect {
      try Socket(.router, context: Context()).bind(to: .ipc(path: "/nonexistent/socket"))
    } throws: { error in
      guard case TransportError.addressUnavailable("ipc:///nonexistent/socket", _) = error else {
        return false
      }
      return true
    }
  }

  @Test func `an ended context opens no socket`() async throws {
    let context = try Context()
    await context.terminate()
    #expect(throws: TransportError.closed) { try Socket(.pair, context: context) }
  }

  @Test(arguments: ["", "\0peer", String(repeating: "x", count: 256)])
  func `an identity that libzmq does not take is refused`(text: String) {
    #expect(throws: TransportError.invalidIdentity(byteCount: text.utf8.count, limit: 255)) {
      try PeerIdentity(text)
    }
  }

  @Test func `an error is one sentence with what to do`() {
    #expect(
      TransportError.unencryptedAddress("tcp://0.0.0.0:1").description
        == "'tcp://0.0.0.0:1' leaves this machine and would not be encrypted; "
        + "use ipc or tcp://127.0.0.1:*")
  }

  @Test(arguments: [MemoryTuning.computing, .gathering])
  func `the allocator takes its settings`(tuning: MemoryTuning) { #expect(tuning.apply()) }
}
