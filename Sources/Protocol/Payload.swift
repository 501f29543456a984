/// Floats on their way through a message, as little-endian bytes.
///
/// A payload made of an array shares the array's memory, a received one the frame's: nothing is
/// copied until the values are asked for.
package struct Payload: Sendable {
  /// The bytes, four for each value.
  package let bytes: any PayloadBytes

  /// No values.
  package static let empty = Payload([Float]())

  /// A payload to send.
  ///
  /// - Parameter values: in model-parameter order.
  package init(_ values: [Float]) { bytes = FloatBytes(values) }

  /// A payload in bytes that already are as they go over the wire.
  ///
  /// - Parameter bytes: a multiple of four.
  package init(bytes: any PayloadBytes) {
    precondition(bytes.byteCount.isMultiple(of: 4), "\(bytes.byteCount) bytes are no floats")
    self.bytes = bytes
  }

  /// How many values there are.
  package var count: Int { bytes.byteCount / 4 }

  /// The values, in an array of their own.
  package func floats() -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    copyFloats(into: &span)
    return values
  }

  /// Copies the values to where they are needed.
  ///
  /// - Parameter destination: exactly `count` values.
  package func copyFloats(into destination: inout MutableSpan<Float>) {
    precondition(
      destination.count == count, "\(count) values do not fit into \(destination.count) places")
    // Any bit pattern is a float, the lengths are equal, and both spans outlive the call.
    bytes.withBytes { source in
      unsafe destination.withUnsafeMutableBytes { target in
        unsafe source.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      }
    }
    #if _endian(big)
      for index in destination.indices {
        destination[index] = Float(bitPattern: destination[index].bitPattern.byteSwapped)
      }
    #endif
  }
}

extension Payload: Equatable {
  /// Equal when the bytes are, so that NaN equals itself.
  package static func == (first: Payload, second: Payload) -> Bool {
    guard first.bytes.byteCount == second.bytes.byteCount else { return false }
    return first.bytes.withBytes { left in
      second.bytes.withBytes { right in
        unsafe left.withUnsafeBytes { a in
          unsafe right.withUnsafeBytes { b in unsafe a.elementsEqual(b) }
        }
      }
    }
  }
}

/// A model, or the difference of two.
package struct ModelPayload: Sendable, Equatable {
  /// What is trained, in model-parameter order.
  package var parameters: Payload
  /// What is not, such as the running means of batch normalization.
  package var buffers: Payload

  package init(parameters: Payload, buffers: Payload = .empty) {
    self.parameters = parameters
    self.buffers = buffers
  }
}
