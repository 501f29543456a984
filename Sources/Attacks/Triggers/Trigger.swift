package import Options
package import Tensors

/// What an attacker changes in an image so that the backdoored model answers as the attacker wants.
///
/// A trigger is a pure function of an image: pixels in 0...1 before normalization go in, pixels in
/// 0...1 come out, and the same image at the same position always turns into the same image.
package protocol Trigger: PlugIn {
  /// The options with what they name outside the document, such as a file, replaced by what it
  /// holds, so that the document is complete; read again, they stay as they are.
  ///
  /// - Parameter options: a mapping that the schema has resolved.
  /// - Returns: a mapping that the schema accepts, too.
  /// - Throws: `OptionError`, with a path below the trigger's mapping, when it cannot be read.
  static func completed(_ options: OptionValue) throws(OptionError) -> OptionValue

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

  /// The parts that colluders can divide among them; put on one after the other they are the
  /// trigger. One that cannot be divided is its only part.
  var parts: [any Trigger] { get }
}

extension Trigger {
  package static func completed(_ options: OptionValue) -> OptionValue { options }
  package var parts: [any Trigger] { [self] }
  package func mask(_ shape: ImageShape) -> [Float]? { nil }
}

/// The triggers that exist.
package enum Triggers {
  package static let all: [any Trigger.Type] = [
    PixelTrigger.self,
    PatchTrigger.self,
    CheckerboardTrigger.self,
    PatternTrigger.self,
    ImageBlendTrigger.self,
    NoiseTrigger.self,
    WatermarkTrigger.self,
    BlurTrigger.self,
    SinusoidTrigger.self,
    WarpTrigger.self,
    DistributedStripsTrigger.self,
    LearnedPatchTrigger.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// A trigger of the catalog.
  ///
  /// - Parameters:
  ///   - name: a name from the catalog.
  ///   - options: its options as a mapping, or null.
  ///   - path: where the trigger stands in its document, for messages.
  /// - Returns: the trigger.
  /// - Throws: `OptionError` for an unknown name or options that its schema refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, at path: OptionPath = []
  ) throws(OptionError) -> any Trigger {
    try make(find(name, at: path), options, at: path).value
  }

  /// Reads a trigger's mapping for images of a shape.
  ///
  /// - Parameters:
  ///   - value: a name, or a mapping of a name and options.
  ///   - shape: of the images that it is put on.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Returns: the trigger, and its mapping with every default written out.
  /// - Throws: `OptionError`, also for a trigger that does not go on the images.
  package static func read(
    _ value: OptionValue, shape: ImageShape, at path: OptionPath
  ) throws(OptionError) -> (value: any Trigger, resolved: OptionValue) {
    let named = try NamedOptions(value, known: names, at: path)
    let trigger = try make(find(named.name, at: path), named.options, at: path)
    do throws(OptionError) {
      try trigger.value.check(shape)
    } catch {
      throw error.prefixed(by: path)
    }
    return (trigger.value, named.with(trigger.resolved))
  }

  /// The entry of the catalog called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any Trigger.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }

  // MARK: - Details

  private static func make<T: Trigger>(_ type: T.Type, _ options: OptionValue, at path: OptionPath)
    throws(OptionError) -> (value: any Trigger, resolved: OptionValue)
  {
    let resolved = try T.schema.resolve(options, at: path)
    do throws(OptionError) {
      let completed = try T.completed(resolved)
      return (try T(options: T.options(from: completed)), completed)
    } catch {
      throw error.prefixed(by: path)
    }
  }
}
