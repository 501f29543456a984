/// Why no poisons with a hidden trigger could be made.
package enum HiddenTriggerError: Error, Equatable {
  /// Each poison needs a source image of its own.
  case tooFewSources(client: Int, poisons: Int, sources: Int, source: Int)
  /// The model has no layer of that name.
  case unknownLayer(name: String, known: [String])
  /// The model's only layer gives the scores.
  case noFeatures(model: String)
}

extension HiddenTriggerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooFewSources(let client, let poisons, let sources, let source):
      "client \(client) has \(poisons) images to poison and the attackers have \(sources) images of "
        + "class \(source) to hide in them; lower attack.poison_rate or choose another attack.source"
    case .unknownLayer(let name, let known):
      "the model has no layer called '\(name)'; set attack.collision.layer to one of "
        + known.joined(separator: ", ")
    case .noFeatures(let model):
      "'\(model)' has no layer in front of the last; hidden-trigger needs a model with features"
    }
  }
}
