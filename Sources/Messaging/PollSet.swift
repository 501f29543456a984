private import CZeroMQ

/// The sockets that one thread waits for, and what to do when they are ready.
///
/// Confined to that thread.
@safe final class PollSet {
  /// Names a registered socket.
  typealias Key = UInt64

  private struct Entry {
    let key: Key
    let onReady: () -> Void
  }

  // Item 0 is the wake-up descriptor; item i + 1 belongs to entry i.
  private var items: [zmq_pollitem_t]
  private var entries: [Entry] = []
  private var lastKey: Key = 0

  init(wakeUp: WakeUp) {
    unsafe items = unsafe [
      zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
    ]
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Calls `onReady` from `wait` whenever the socket has something to read.
  func insert(_ socket: Socket, onReady: @escaping () -> Void) -> Key {
    lastKey += 1
    entries.append(Entry(key: lastKey, onReady: onReady))
    unsafe items.append(
      zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0))
    return lastKey
  }

  func remove(_ key: Key) {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
    entries.remove(at: index)
    unsafe items.remove(at: index + 1)
  }

  /// Whether a socket is also ready when there is room to write.
  func setWaitsForRoom(_ waits: Bool, _ key: Key) {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
    unsafe items[index + 1].events = Int16(waits ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN)
  }

  /// Waits until a socket is ready or the wake-up is signalled, and calls what is ready.
  ///
  /// - Parameter blocking: whether to wait at all.
  /// - Returns: whether the wake-up was signalled.
  func wait(blocking: Bool) -> Bool {
    let count = unsafe items.withUnsafeMutableBufferPointer {
      unsafe zmq_poll($0.baseAddress, Int32($0.count), blocking ? -1 : 0)
    }
    if count < 0 {
      let code = zmq_errno()
      precondition(
        code == EINTR || code == TransportError.terminated,
        "zmq_poll failed with error \(code) on \(entries.count) sockets")
      // After the end of a context every socket reports it when it is read.
      if code == TransportError.terminated { for entry in entries { entry.onReady() } }
      return false
    }
    let wasWoken = unsafe items[0].revents != 0
    // What one calls may remove another, so the ready ones are noted first.
    let ready = entries.indices.filter { unsafe items[$0 + 1].revents != 0 }.map { entries[$0] }
    for entry in ready where entries.contains(where: { $0.key == entry.key }) { entry.onReady() }
    return wasWoken
  }
}
