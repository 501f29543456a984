private import CZeroMQ

/// A message to send.
package struct OutboundMessage: Sendable, Equatable {
  /// The peer it is for; only routers need one.
  package var peer: PeerIdentity?
  /// Its parts, at least one.
  package var frames: [Frame]

  package init(to peer: PeerIdentity? = nil, frames: [Frame]) {
    self.peer = peer
    self.frames = frames
  }
}

/// A message that has arrived.
package struct InboundMessage: Sendable, Equatable {
  /// The peer it is from; `nil` except on routers.
  package let peer: PeerIdentity?
  /// Its parts, without the peer's identity.
  package let frames: [Frame]
}

extension Socket {
  /// What a socket had to hand over.
  package enum Received: Sendable, Equatable {
    case message(InboundMessage)
    /// A message with more frames than `SocketOptions.maximumFrames`, which was thrown away.
    case refused(from: PeerIdentity?, frameCount: Int)
  }

  /// Hands a message to libzmq without waiting.
  ///
  /// - Parameter message: a router's names its peer.
  /// - Returns: `false` when there is no room, or no peer, at the moment; never for routers.
  /// - Throws: `TransportError.unknownPeer` or `.queueFull` for a router's peer, `.closed`.
  package func send(_ message: OutboundMessage) throws(TransportError) -> Bool {
    precondition(!message.frames.isEmpty, "a message has 0 frames; it needs at least 1")
    precondition(
      (message.peer != nil) == (kind == .router),
      "a router's message names its peer, any other socket's does not")
    if let peer = message.peer { try announce(peer) }
    return try send(frames: message.frames)
  }

  /// The next message that waits, with all its frames.
  ///
  /// - Returns: the message, or `nil` when none waits.
  /// - Throws: `TransportError.closed` when the context is going away.
  package func receive() throws(TransportError) -> Received? {
    guard let first = try unsafe Frame.received(from: handle) else { return nil }
    var frames = [first]
    var count = 1
    var hasMore = first.hasMore
    // libzmq hands over a message when it has all of it, so the rest never has to be waited for.
    while hasMore, let frame = try unsafe Frame.received(from: handle) {
      hasMore = frame.hasMore
      count += 1
      if frames.count < maximumFrames { frames.append(frame) }
    }
    let peer = kind == .router ? PeerIdentity(received: frames.removeFirst()) : nil
    guard count <= maximumFrames else {
      return .refused(from: peer, frameCount: kind == .router ? count - 1 : count)
    }
    return .message(InboundMessage(peer: peer, frames: frames))
  }

  // MARK: - Details

  /// A router's first frame: the peer that the rest goes to.
  private func announce(_ peer: PeerIdentity) throws(TransportError) {
    switch try unsafe Frame(peer.bytes).share(with: handle, more: true) {
    case 0: return
    case EHOSTUNREACH: throw .unknownPeer(peer.description)
    case EAGAIN: throw .queueFull(peer: peer.description)
    case let code: throw TransportError(code: code, operation: "sending to \(peer)")
    }
  }

  private func send(frames: [Frame]) throws(TransportError) -> Bool {
    var isRefused = false
    for (index, frame) in frames.enumerated() {
      let code = unsafe frame.share(with: handle, more: index < frames.count - 1)
      guard code != 0 else { continue }
      guard code == EAGAIN else {
        throw TransportError(code: code, operation: "sending a message")
      }
      isRefused = true
      if index == 0 { return false }
      // The peer went between two frames. libzmq has taken the first ones back and drops the
      // others, but only once it has seen them; left out, it would drop the start of the next
      // message instead.
    }
    return !isRefused
  }
}
