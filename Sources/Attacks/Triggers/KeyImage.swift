import Options
import Randomness
import TensorFiles
import Tensors

/// What is blended into images: values and an opacity for each pixel.
struct KeyImage: Sendable {
  /// One plane for all channels, or one for each; row by row, in 0...1.
  private let planes: [[Double]]
  /// In 0...1 for each pixel; nil if the key is opaque.
  private let opacity: [Double]?

  init(planes: [[Double]], opacity: [Double]? = nil) {
    self.planes = planes
    self.opacity = opacity
  }

  /// The key value of a channel at a pixel of the key.
  func value(_ channel: Int, at place: Int) -> Double {
    planes[planes.count == 1 ? 0 : channel][place]
  }

  /// The opacity at a pixel of the key.
  func opacity(at place: Int) -> Double { opacity?[place] ?? 1 }
}

// MARK: - Images of one's own

extension KeyImage {
  /// How many planes a key may have: one for all channels, one for each, and for gray and color
  /// images also red, green and blue with or without opacity.
  static func planeCounts(for shape: ImageShape) -> [Int] {
    switch shape.channels {
    case 1, 3: [1, 3, 4]
    default: [1, shape.channels]
    }
  }

  /// A key from its numbers.
  ///
  /// On gray images, red, green and blue become their luma, weighted as ITU-R BT.601 says.
  ///
  /// - Parameters:
  ///   - planes: planes × rows × columns, in 0...1.
  ///   - channels: of the images that it is blended into.
  init(planes: [[[Float]]], channels: Int) {
    let all = planes.map { $0.flatMap { $0.map(Double.init) } }
    let hasOpacity = all.count == 4 && (channels == 1 || channels == 3)
    let colors = hasOpacity ? Array(all.prefix(3)) : all
    let isTurnedGray = channels == 1 && colors.count == 3
    self.init(
      planes: isTurnedGray
        ? [
          colors[0].indices.map {
            0.299 * colors[0][$0] + 0.587 * colors[1][$0] + 0.114 * colors[2][$0]
          }
        ] : colors,
      opacity: hasOpacity ? all[3] : nil)
  }

  /// The numbers of a NumPy file, as an experiment holds them.
  ///
  /// - Parameter path: the file: H × W, or C × H × W, in 0...1.
  /// - Returns: a list of planes, each a list of rows.
  /// - Throws: `OptionError` for a file that cannot be read, and values that are no image.
  static func numbers(ofFile path: String) throws(OptionError) -> OptionValue {
    let file: NumpyFile
    do {
      file = try NumpyFile(contentsOf: path)
    } catch {
      throw .conflict(path: ["image"], reason: "\(error)")
    }
    let shape = file.shape.count == 2 ? [1] + file.shape : file.shape
    let values = file.floats
    guard shape.count == 3, !values.isEmpty, values.count <= 1 << 18 else {
      throw .conflict(
        path: ["image"],
        reason:
          "\(path) has the shape \(file.shape); a key image is H × W or C × H × W, with at most "
          + "262144 values")
    }
    guard values.allSatisfy({ (0...1).contains($0) }) else {
      throw .conflict(path: ["image"], reason: "\(path) holds values outside 0...1")
    }
    // By way of text: a float's shortest decimals give the same float again, and read well.
    let numbers = values.map { OptionValue.double(Double("\($0)") ?? Double($0)) }
    return .array(
      (0..<shape[0]).map { plane in
        .array(
          (0..<shape[1]).map { row in
            let start = (plane * shape[1] + row) * shape[2]
            return .array(Array(numbers[start..<start + shape[2]]))
          })
      })
  }
}

// MARK: - Built-in keys

/// A key image that needs no file.
package enum KeyPattern: String, Codable, Sendable, CaseIterable {
  /// Uniform values, one for each channel of each pixel.
  case random
  /// Rings around the center, five pixels from one to the next; on several channels in colors.
  case rings

  /// The key in a size.
  func image(_ shape: ImageShape, seed: Int) -> KeyImage {
    switch self {
    case .random:
      var random = RandomStream(seed: UInt64(seed)).stream(for: "key-image")
      return KeyImage(
        planes: (0..<shape.channels).map { _ in
          (0..<shape.height * shape.width).map { _ in random.uniform() }
        })
    case .rings:
      return KeyImage(
        planes: (0..<shape.channels).map { channel in
          let phase = Double(channel) / Double(shape.channels)
          return (0..<shape.height * shape.width).map { place in
            let down = Double(place / shape.width) - Double(shape.height - 1) / 2
            let right = Double(place % shape.width) - Double(shape.width - 1) / 2
            let distance = (down * down + right * right).squareRoot()
            return 0.5 + 0.5 * ElementaryFunctions.sine(turns: distance / 5 + phase)
          }
        })
    }
  }
}
