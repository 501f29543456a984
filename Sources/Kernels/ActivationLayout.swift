package import Tensors

/// The order of values in an activation.
package enum ActivationLayout: String, Sendable, Codable {
  /// Batch, channel, row, column.
  case rowMajor = "nchw"
  /// Batch, row, column, channel.
  case channelsLast = "nhwc"
  /// Batch, group of 16 channels, row, column, channel in its group; row-major where the channels
  /// do not fill their groups.
  case blocked = "nChw16c"

  /// The number of channels whose values for one pixel lie side by side.
  package func groupSize(for shape: ImageShape) -> Int {
    switch self {
    case .rowMajor: 1
    case .channelsLast: shape.channels
    case .blocked: shape.channels.isMultiple(of: 16) ? 16 : 1
    }
  }
}
