import Options

/// How a patch is learned; the keys of `patch` in an attack's section.
struct LearnedPatchOptions: Codable, Sendable, Equatable {
  /// What the patch is before the first step.
  enum Initial: String, Codable, Sendable, CaseIterable {
    /// One half everywhere.
    case gray
    /// Values drawn from 0...1.
    case noise
  }

  var size = 5
  var height: Int?
  var width: Int?
  var corner = PatchTrigger.Corner.bottomRight
  var margin = 0
  var initial = Initial.gray
  /// The most steps of the patch.
  var steps = 600
  /// How far a pixel goes in one step.
  var stepSize = 0.05
  /// λ, above 0.
  var weight = 1.0
  /// Epochs without a better success rate after which the patch is done.
  var plateau = 3

  static let schema = OptionSchema(
    PatchPlace.fields(size: 5) + [
      .init(
        "initial", .choice(Initial.allCases.map(\.rawValue)), default: "gray",
        "what the patch is before the first step: gray, or noise in 0...1"),
      .init(
        "steps", .integer(1...1_000_000), default: 600,
        "the most steps of the patch, one for each of the model"),
      .init(
        "step_size", .number(0...1, above: true), default: 0.05,
        "how far a pixel goes in one step, by the sign of its gradient"),
      .init(
        "weight", .number(above: 0), default: 1.0,
        "λ, the weight of the loss with the patch in the training of the model"),
      .init(
        "plateau", .integer(atLeast: 1), default: 3,
        "epochs without a better success rate after which the patch is done"),
    ])

  var place: PatchPlace {
    PatchPlace(size: size, height: height, width: width, corner: corner, margin: margin)
  }

  /// The options in a mapping that the schema has resolved.
  init(_ section: OptionValue) {
    do {
      self = try section.decoded()
    } catch {
      preconditionFailure("the schema of the patch and its options disagree: \(error)")
    }
  }
}
