/// The size of one image: channels, rows, columns.
package struct ImageShape: Sendable, Hashable, Codable {
  package var channels: Int
  package var height: Int
  package var width: Int

  package init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The number of values in one image.
  package var count: Int { channels * height * width }
}

extension ImageShape: CustomStringConvertible {
  package var description: String { "\(channels)×\(height)×\(width)" }
}
