/// What a receiver accepts.
package struct WireLimits: Sendable, Equatable {
  /// The longest header, in bytes.
  package static let maximumHeaderBytes = 64 * 1024
  /// The longest run of frames: the four bytes, the header, parameters and buffers.
  package static let maximumFrames = 4
  /// The largest whole number: what every JSON reader holds without rounding.
  package static let maximumCount = (1 << 53) - 1

  /// The parameters of the model; `nil` accepts any number.
  package var elements: Int?
  /// The model's values that are not trained, such as running means; `nil` accepts any number.
  package var buffers: Int?
  /// Whose messages these are; `nil` accepts both sides'.
  package var sender: MessageType.Sender?

  /// The limits for one model and one side.
  package init(elements: Int?, buffers: Int? = 0, from sender: MessageType.Sender? = nil) {
    self.elements = elements
    self.buffers = buffers
    self.sender = sender
  }

  /// The longest frame that an accepted message has, in bytes, for `ZMQ_MAXMSGSIZE`.
  ///
  /// `nil` when the model's size is not known.
  package var maximumFrameBytes: Int? {
    guard let elements, let buffers else { return nil }
    return max(Self.maximumHeaderBytes, 4 * max(elements, buffers))
  }
}
