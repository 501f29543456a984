package import Messaging
package import Protocol
package import Tensors

/// A global model as it goes to client processes: bytes shared by all messages that carry it.
package struct SharedModel: Sendable {
  /// The round after which it is the global model; 0 before the first.
  ///
  /// A repaired model has a number above all rounds.
  package let version: Int
  /// The number of parameters.
  package var elements: Int { payload.parameters.count }
  let payload: ModelPayload

  /// Encodes a model once.
  ///
  /// - Parameters:
  ///   - state: the model.
  ///   - version: a number that no other model of the run has.
  /// - Throws: `TransportError` without memory.
  package init(_ state: ModelState, version: Int) throws {
    self.version = version
    payload = ModelPayload(
      parameters: try Payload(state.parameters).shared(),
      buffers: try Payload(state.buffers).shared())
  }
}

extension Payload {
  /// The same values in a frame, which any number of messages carry without a copy.
  ///
  /// - Throws: `TransportError` without memory.
  package func shared() throws(TransportError) -> Payload {
    Payload(
      bytes: try bytes.withBytes { (span) throws(TransportError) in try Frame(copying: span) })
  }
}
