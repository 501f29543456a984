/// Bytes of one frame, wherever they are kept.
///
/// A transport's frames conform, so that a model is read where it arrived.
package protocol PayloadBytes: Sendable {
  var byteCount: Int { get }

  /// Runs `body` with the bytes; their address may have any alignment.
  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension [UInt8]: PayloadBytes {
  package var byteCount: Int { count }

  package func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result { try unsafe body(span.bytes) }
}

/// Floats as little-endian bytes.
struct FloatBytes: PayloadBytes {
  private let values: [Float]

  init(_ values: [Float]) {
    #if _endian(little)
      self.values = values
    #else
      self.values = values.map { Float(bitPattern: $0.bitPattern.byteSwapped) }
    #endif
  }

  var byteCount: Int { values.count * 4 }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result { try unsafe body(values.span.bytes) }
}
