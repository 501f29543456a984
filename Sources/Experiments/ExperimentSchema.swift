import Networks
package import Options

extension Experiment {
  /// The keys of an experiment file.
  ///
  /// Sections that pick a plug-in by name are checked by the
  /// plug-in's own schema.
  package static let schema = OptionSchema([
    .required("name", .text, "goes into the run's name; letters, digits, '-', '_' and '.'"),
    OptionField("seed", .integer(0...Int.max), default: 1, "the only source of randomness"),
    .required("dataset", .any, "a data set by name, with its options"),
    .required("partition", .any, "a scheme and the number of clients"),
    .required("model", .any, "a model by name with its options, or a list of layers"),
    OptionField("training", .section(TrainingOptions.schema), default: [:], "local training"),
    .required("federation", .section(FederationOptions.schema), "rounds, clients, transport"),
    .optional("attack", .any, "what malicious clients do; an honest federation without it"),
    OptionField(
      "defense", .list(of: .any), default: [], "stages in order; plain averaging if empty"),
    .optional("post_training", .any, "repair after the last round"),
    OptionField(
      "evaluation", .section(evaluationSchema), default: [:], "when to score, and against what"),
  ])

  private static let evaluationSchema = OptionSchema([
    OptionField(
      "every", .integer(atLeast: 1), default: 1, "rounds from one evaluation to the next"),
    OptionField(
      "clean_twin", .bool, default: false,
      "whether the attacked federation is run once more with every client honest, for comparison"),
  ])
}
