package import Options
package import Tensors

/// What an attacker changes in an image so that the backdoored model answers as the attacker wants.
///
/// A trigger is a pure function of an image: pixels in 0...1 before normalization go in, pixels in
/// 0...1 come out, and the same image at the same position always turns into the same image.
package protocol Trigger: PlugIn {
  /// Makes the trigger.
  ///
  /// - Throws: `OptionError`, with a path below the trigger's mapping, when options do not go
  ///   together.
  init(options: Options) throws(OptionError)

  /// Refuses images that the trigger cannot be put on; called when an experiment is read.
  ///
  /// - Throws: `OptionError`, with a path below the trigger's mapping.
  func check(_ shape: ImageShape) throws(OptionError)

  /// Puts the trigger on one image.
  ///
  /// - Parameters:
  ///   - pixels: `shape.count` values in 0...1, channel by channel, row by row; stays in 0...1.
  ///   - shape: one that `check` accepts.
  ///   - sample: the image's position in its set, for triggers that differ from image to image.
  func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int)

  /// How much of each pixel the trigger covers.
  ///
  /// - Returns: height × width values in 0...1, row by row; `nil` for a trigger without a place.
  func mask(_ shape: ImageShape) -> [Float]?
}

extension Trigger {
  package func mask(_ shape: ImageShape) -> [Float]? { nil }
}

/// The triggers that exist.
package enum Triggers {
  package static let all: [any Trigger.Type] = [PatchTrigger.self]

  package static var names: [String] { all.map { $0.name } }

  /// A trigger of the catalog.
  ///
  /// - Parameters:
  ///   - name: a name from the catalog.
  ///   - options: its options as a mapping, or null.
  ///   - path: where the trigger stands in its document, for messages.
  /// - Returns: the trigger, and its options with every default written out.
  /// - Throws: `OptionError` for an unknown name or options that its schema refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, at path: OptionPath = []
  ) throws(OptionError) -> any Trigger {
    let type = try find(name, at: path)
    return try make(type, options, at: path)
  }

  /// The entry of the catalog called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any Trigger.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }

  // MARK: - Details

  private static func make<T: Trigger>(_ type: T.Type, _ options: OptionValue, at path: OptionPath)
    throws(OptionError) -> any Trigger
  {
    let options = try T.options(from: options, at: path)
    do throws(OptionError) {
      return try T(options: options)
    } catch {
      throw error.prefixed(by: path)
    }
  }
}
