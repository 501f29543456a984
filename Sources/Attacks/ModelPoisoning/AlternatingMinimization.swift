package import Networks
package import Options
import Randomness
import Tensors

/// Takes turns between boosted steps toward the backdoor and training that looks honest.
///
/// Each local epoch of the attacker first trains on the poisoned images alone, and adds that change
/// times the boost to the model; from there it trains on the clean images, with a loss that also
/// holds `ρ ‖w − w_t‖` around the received model `w_t`. Only the first part is boosted, so the
/// submitted update has an honest part as large as others'. The paper's distance is from the mean of
/// the honest updates of the round before, which attackers do not see; other codes, too, take the
/// received model. The poisoned images are those that differ from the client's own.
/// Source: Bhagoji et al., "Analyzing Federated Learning through an Adversarial Lens", ICML 2019,
/// arXiv:1811.12470, section 3.4.
package struct AlternatingMinimization: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let boost: ReplacementScale
    package let maliciousEpochs: Int
    package let benignEpochs: Int
    package let distanceWeight: Double
  }

  package static let name = "alternating-minimization"
  package static let summary = "boosted poisoned epochs in turn with epochs that look honest"
  package static let source = "Bhagoji et al., ICML 2019, https://arxiv.org/abs/1811.12470"
  package static let schema = OptionSchema([
    .init(
      "boost", .oneOf([.number(above: 0), .choice(["exact"])]), default: "exact",
      "the factor of what poisoned epochs change, or exact: as for model-replacement"),
    .init(
      "malicious_epochs", .integer(1...1_000_000), default: 1,
      "epochs on the poisoned images in each local epoch"),
    .init(
      "benign_epochs", .integer(0...1_000_000), default: 1,
      "epochs on the clean images in each local epoch"),
    .init(
      "distance_weight", .number(atLeast: 0), default: 1e-4,
      "the weight ρ of the distance from the received model in clean epochs"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let malicious: [Int]
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    malicious = context.malicious
    training = PoisonedTraining(plan, context)
  }

  package static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError) {
    try plan.requirePoisonedDataSet(at: path)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    let images = try training.images(of: task, network: network)
    let poisoned = ImageSubset(images, indices: images.positions(differingFrom: task.images))
    let boost = options.boost.factor(in: try task.announcement(), malicious: malicious)
    var base = try training.options(for: task)
    let turns = base.localEpochs
    try network.load(task.global)
    var nearness = AnomalyTerm(
      .euclidean, classWeight: 1, weight: options.distanceWeight, around: network)

    var state = task.global
    var outcome = TrainingOutcome(
      update: [], buffers: state.buffers, sampleCount: task.images.count, loss: 0, accuracy: 0)
    for turn in 0..<turns {
      base.localEpochs = options.maliciousEpochs
      let step = try LocalTraining(base).run(
        network, from: state, on: poisoned,
        random: task.random.stream(for: "malicious", .number(turn)))
      state.advance(by: step, times: boost)
      base.localEpochs = options.benignEpochs
      outcome = try LocalTraining(base).run(
        network, from: state, on: task.images,
        random: task.random.stream(for: "benign", .number(turn)), hooks: &nearness)
      state.advance(by: outcome, times: 1)
    }
    outcome.update = zip(state.parameters, task.global.parameters).map { $0 - $1 }
    return outcome
  }
}

extension ModelState {
  /// Adds a multiple of an update and takes over the buffers that came with it.
  fileprivate mutating func advance(by outcome: TrainingOutcome, times factor: Double) {
    parameters = zip(parameters, outcome.update).map { Float(Double($0) + factor * Double($1)) }
    buffers = outcome.buffers
  }
}
