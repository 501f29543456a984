package import Messaging
package import Protocol

/// A global model as it goes to client processes: one buffer, shared by all messages that carry it.
package struct SharedModel: Sendable {
  /// The round after which it is the global model; 0 before the first.
  ///
  /// A repaired model has a number above all rounds.
  package let version: Int
  package let elements: Int
  let payload: Payload

  /// Encodes a model once.
  ///
  /// - Parameters:
  ///   - parameters: in model-parameter order.
  ///   - version: a number that no other model of the run has.
  /// - Throws: `TransportError` without memory.
  package init(_ parameters: [Float], version: Int) throws {
    self.version = version
    elements = parameters.count
    payload = try Payload(parameters).shared()
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
