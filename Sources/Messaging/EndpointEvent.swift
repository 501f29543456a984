/// What an `Endpoint` reports, in the order in which it happened.
package enum EndpointEvent: Sendable {
  /// A message has arrived.
  case message(InboundMessage)
  /// A message had more frames than allowed and was thrown away.
  case refused(from: PeerIdentity?, frameCount: Int)
  /// A connection began, ended or failed.
  case link(LinkEvent)
  /// The socket is unusable; no event follows.
  case failed(TransportError)
}
