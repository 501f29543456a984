import Messaging
import Testing

@Suite struct FrameTests {
  /// libzmq keeps up to 33 bytes inside the message itself and longer ones beside it.
  @Test(arguments: [0, 1, 33, 34, 100_000])
  func `a frame holds the bytes it was made of`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
    let frame = try Frame(bytes)
    #expect(frame.byteCount == count)
    #expect(frame.copiedBytes() == bytes)
    #expect(frame.withBytes { $0.byteCount } == count)
  }

  @Test func `a frame can be sent from many threads at once`() async throws {
    let frame = try Frame([UInt8](repeating: 9, count: 50_000))
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          let context = try Context()
          let (first, second) = try pair(named: "frames-\(number)", in: context)
          var received = 0
          for _ in 0..<50 {
            #expect(try first.send(OutboundMessage(frames: [frame])))
            if case .message(let message)? = try second.receive() {
              received += message.frames[0].byteCount
            }
          }
          return received
        }
      }
      for try await received in group { #expect(received == 50 * 50_000) }
    }
    #expect(frame.copiedBytes() == [UInt8](repeating: 9, count: 50_000))
  }
}

/// Two connected sockets of one thread.
func pair(
  named name: String, in context: Context, options: SocketOptions = SocketOptions()
) throws -> (Socket, Socket) {
  let first = try Socket(.pair, options: options, context: context)
  let second = try Socket(.pair, options: options, context: context)
  try first.bind(to: .inproc(name: name))
  try second.connect(to: .inproc(name: name))
  return (first, second)
}
