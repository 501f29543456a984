/// The shift and scale that turn pixels in 0...1 into a network's inputs: `(x − mean) / deviation`.
///
/// A property of the data set. Triggers act before it.
package struct Normalization: Sendable, Equatable, Codable {
  /// One mean per channel.
  package let mean: [Float]
  /// One standard deviation per channel, each greater than 0.
  package let deviation: [Float]

  package init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count, "\(mean.count) means, \(deviation.count) deviations")
    self.mean = mean
    self.deviation = deviation
  }

  /// Leaves pixels as they are.
  package static func identity(channels: Int) -> Normalization {
    Normalization(
      mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels))
  }
}
