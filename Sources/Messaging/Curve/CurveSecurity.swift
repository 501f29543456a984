private import CZeroMQ

/// How a socket encrypts: everything that crosses its connections, with CurveZMQ.
///
/// A client knows the server by its public key and talks to no one else. The server takes any client
/// that knows that key: it tells strangers apart from members, not members from each other.
/// Source: ZeroMQ RFC 26, https://rfc.zeromq.org/spec/26/.
package enum CurveSecurity: Sendable, Equatable {
  /// The side that others must know the key of, whether it binds or connects.
  case server(CurveKeyPair)
  /// The side that knows the server's public key, with a pair of its own.
  case client(CurveKeyPair, server: CurveKey)

  /// The bytes by which an encrypted frame is longer: command name, nonce, authenticator, flags.
  static let overhead = 8 + 8 + 16 + 1

  /// Sets the keys on a socket that is neither bound nor connected.
  func apply(to socket: Socket) throws(TransportError) {
    switch self {
    case .server(let own):
      try socket.set(ZMQ_CURVE_SERVER, Int32(1))
      try socket.set(ZMQ_CURVE_SECRETKEY, key: own.secretKey)
    case .client(let own, let server):
      try socket.set(ZMQ_CURVE_SERVERKEY, key: server)
      try socket.set(ZMQ_CURVE_PUBLICKEY, key: own.publicKey)
      try socket.set(ZMQ_CURVE_SECRETKEY, key: own.secretKey)
    }
  }
}

extension SocketOptions {
  /// These options with encryption.
  package func encrypting(as security: CurveSecurity) -> SocketOptions {
    var copy = self
    copy.curve = security
    return copy
  }
}

extension Socket {
  fileprivate func set(_ option: Int32, key: CurveKey) throws(TransportError) {
    // libzmq takes the text form by its length with the zero at its end.
    let result = unsafe zmq_setsockopt(handle, option, key.z85, CurveKey.characterCount + 1)
    guard result == 0 else { throw .last("setting a socket's keys") }
  }
}
