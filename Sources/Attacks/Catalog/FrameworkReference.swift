/// Where a catalog of risks speaks of an attack.
package struct FrameworkReference: Sendable, Equatable, Codable {
  /// Such as MITRE ATLAS.
  package let framework: String
  /// The entry's number in it.
  package let id: String
  /// The entry's title, short.
  package let title: String

  package init(_ framework: String, _ id: String, _ title: String) {
    self.framework = framework
    self.id = id
    self.title = title
  }

  /// Source: https://atlas.mitre.org/techniques/AML.T0018.
  package static let backdooredModel = FrameworkReference(
    "MITRE ATLAS", "AML.T0018", "backdoor ML model")
  /// Source: https://atlas.mitre.org/techniques/AML.T0020.
  package static let poisonedTrainingData = FrameworkReference(
    "MITRE ATLAS", "AML.T0020", "poison training data")
  /// Source: OWASP Top 10 for LLM applications, version 1.1, 2023.
  package static let trainingDataPoisoning = FrameworkReference(
    "OWASP LLM", "LLM03", "training data poisoning")
  /// Source: NIST AI 100-1, 2023, function MAP.
  package static let mapRisks = FrameworkReference(
    "NIST AI RMF", "MAP 2.1", "tasks and methods are defined")
  /// Source: NIST AI 100-1, 2023, function MANAGE.
  package static let manageRisks = FrameworkReference(
    "NIST AI RMF", "MANAGE 1.3", "responses to high-priority risks are planned")
}

/// What most attacks of a kind share.
extension [FrameworkReference] {
  /// A backdoor by way of the training data.
  package static let poisonedData: Self = [
    .poisonedTrainingData, .backdooredModel, .trainingDataPoisoning, .mapRisks, .manageRisks,
  ]
  /// A backdoor by way of the submitted update.
  package static let poisonedModel: Self = [.backdooredModel, .mapRisks, .manageRisks]
  /// An update that spoils the model.
  package static let spoiledModel: Self = [.mapRisks, .manageRisks]
}
