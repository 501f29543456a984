import Messaging

/// A way for messages between coordinator and clients on this machine.
struct TransportLink: Sendable {
  /// `ipc` or `tcp`.
  let transport: String
  private let keys: (server: CurveKeyPair, client: CurveKeyPair)?

  /// Without encryption.
  private init(_ transport: String) {
    self.transport = transport
    keys = nil
  }

  /// With keys that are made for it.
  private init(encrypting transport: String) throws(TransportError) {
    self.transport = transport
    keys = (try CurveKeyPair.make(), try CurveKeyPair.make())
  }

  /// The ways that are measured: ipc, tcp, and tcp with CURVE.
  static func all() throws(TransportError) -> [TransportLink] {
    [ipc, TransportLink("tcp"), try TransportLink(encrypting: "tcp")]
  }

  /// Unix sockets, as runs use them by default.
  static let ipc = TransportLink("ipc")

  /// Whether it is encrypted.
  var curve: Bool { keys != nil }

  /// Where to bind; ipc sockets lie in `folder`.
  func address(in folder: SocketFolder) throws(TransportError) -> Address {
    transport == "ipc" ? try folder.address("router") : try Address("tcp://127.0.0.1:*")
  }

  /// Options of the side that binds.
  func routerOptions(_ options: SocketOptions = SocketOptions()) -> SocketOptions {
    guard let keys else { return options }
    return options.encrypting(as: .server(keys.server))
  }

  /// Options of the side that connects.
  func dealerOptions(_ options: SocketOptions = SocketOptions()) -> SocketOptions {
    guard let keys else { return options }
    return options.encrypting(as: .client(keys.client, server: keys.server.publicKey))
  }
}
