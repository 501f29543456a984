package import Options
import TensorFiles
package import Tensors

/// A patch whose every pixel has a value of its own, as the attack `learned-patch` learns it.
///
/// With mask `m` and patch `p`: `(1 − m)·x + m·p`. A patch in a NumPy file has its own rows and
/// columns, and its numbers take the place of the file's name in the written experiment; without
/// numbers the patch is gray, as learning begins.
/// Source: Brown et al., "Adversarial Patch", 2017, arXiv:1712.09665, for patches that are learned;
/// Gu et al., IEEE Access 2019, arXiv:1708.06733, for patches as triggers.
package struct LearnedPatchTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var size = 5
    package var height: Int?
    package var width: Int?
    package var corner = PatchTrigger.Corner.bottomRight
    package var margin = 0
    package var values: [Float]?
    package var file: String?

    package init() {}
  }

  package static let name = "learned-patch"
  package static let summary = "a patch with a value for each pixel, such as an attack has learned"
  package static let source = "Brown et al. 2017, https://arxiv.org/abs/1712.09665"
  package static let schema = OptionSchema(
    PatchPlace.fields(size: 5) + [
      .optional(
        "values", .list(of: .rate),
        "the patch, channel by channel, row by row, in 0...1; left out, it is gray"),
      .optional("file", .text, "the patch as a NumPy file, C × H × W in 0...1, instead of values"),
    ])

  /// The value of every pixel where learning begins.
  static let gray: Float = 0.5

  /// Channels × rows × columns, in 0...1; nil for gray.
  private let values: [Float]?
  private let place: PatchPlace

  /// A patch at a place.
  init(values: [Float]?, place: PatchPlace) {
    self.values = values
    self.place = place
  }

  package init(options: Options) throws(OptionError) {
    // A file's numbers are among the options by now, see `completed`.
    self.init(
      values: options.values,
      place: PatchPlace(
        size: options.size, height: options.height, width: options.width, corner: options.corner,
        margin: options.margin))
  }

  package static func completed(_ options: OptionValue) throws(OptionError) -> OptionValue {
    guard case .string(let path)? = options["file"] else { return options }
    if let values = options["values"], values != .null {
      throw .conflict(path: ["file"], reason: "'values' already gives the patch")
    }
    let patch = try read(path)
    var options = options
    for (key, length) in [("height", patch.height), ("width", patch.width)] {
      if let given = options[key], given != .null, given != .int(length) {
        throw .conflict(path: [key], reason: "the patch in \(path) has a \(key) of \(length)")
      }
      options[key] = .int(length)
    }
    options["values"] = .array(patch.values.map { .double(Double($0)) })
    options["file"] = .null
    return options
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    try place.check(shape)
    let needed = shape.channels * place.rowCount * place.columnCount
    if let values, values.count != needed {
      throw .conflict(
        path: ["values"],
        reason: "it has \(values.count) numbers; a patch of \(place.rowCount) × "
          + "\(place.columnCount) on a \(shape) image has \(needed)")
    }
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let (rows, columns) = place.area(on: shape)
    var next = 0
    for channel in 0..<shape.channels {
      for row in rows {
        for column in columns {
          pixels[(channel * shape.height + row) * shape.width + column] =
            values?[next] ?? Self.gray
          next += 1
        }
      }
    }
  }

  package func mask(_ shape: ImageShape) -> [Float]? { place.mask(on: shape) }

  // MARK: - Details

  /// The patch in a file of channels × rows × columns, or of rows × columns.
  private static func read(
    _ path: String
  ) throws(OptionError) -> (height: Int, width: Int, values: [Float]) {
    let file: NumpyFile
    do {
      file = try NumpyFile(contentsOf: path)
    } catch {
      throw .conflict(path: ["file"], reason: error.description)
    }
    let shape = file.shape
    guard (2...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
      throw .conflict(
        path: ["file"], reason: "\(path) has the shape \(shape); a patch is C × H × W")
    }
    guard file.floats.allSatisfy({ (0...1).contains($0) }) else {
      throw .conflict(path: ["file"], reason: "\(path) holds values outside 0...1")
    }
    return (shape[shape.count - 2], shape[shape.count - 1], file.floats)
  }
}
