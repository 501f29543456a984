import Messaging
import Protocol

/// A global model as it goes to client processes: one buffer, shared by all messages that carry it.
package struct SharedModel: Sendable {
  /// The round after which it is the global model; 0 before the first.
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
    let bytes = Payload(parameters).bytes
    payload = Payload(
      bytes: try bytes.withBytes { (span) throws(TransportError) in try Frame(copying: span) })
  }
}
