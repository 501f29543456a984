/// What a receiver accepts.
package struct WireLimits: Sendable, Equatable {
  /// The longest header, in bytes.
  package static let maximumHeaderBytes = 64 * 1024
  /// The longest run of frames: the four bytes, the header, parameters, buffers, clients.
  package static let maximumFrames = 5
  /// The largest number of clients in one message.
  package static let maximumClients = 1 << 20
  /// The largest whole number: what every JSON reader holds without rounding.
  package static let maximumCount = (1 << 53) - 1

  /// The parameters of the model; `nil` accepts any number.
  package var elements: Int?
  /// The model's values that are not trained, such as running means; `nil` accepts any number.
  package var buffers: Int?
  /// The clients of the federation, which bound the length of a list of them.
  package var clients: Int
  /// Whose messages these are; `nil` accepts both sides'.
  package var sender: MessageType.Sender?

  /// The limits for one model and one side.
  package init(
    elements: Int?, buffers: Int? = 0, clients: Int = 0, from sender: MessageType.Sender? = nil
  ) {
    self.elements = elements
    self.buffers = buffers
    self.clients = clients
    self.sender = sender
  }

  /// The longest frame that an accepted message has, in bytes, for `ZMQ_MAXMSGSIZE`.
  ///
  /// `nil` when the model's size is not known.
  package var maximumFrameBytes: Int? {
    guard let elements, let buffers else { return nil }
    // A client is two floats: its id and the number of its samples.
    return max(Self.maximumHeaderBytes, 4 * max(elements, buffers, 2 * clients))
  }

  /// How many floats the payload with a header's key must have; `nil` where any number will do.
  func count(of key: String) -> Int? {
    switch key {
    case "elements": elements
    case "buffers": buffers
    default: nil
    }
  }
}
