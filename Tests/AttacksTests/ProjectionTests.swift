import Attacks
import Kernels
import Networks
import Options
import Tensors
import TestSupport
import Testing

struct ProjectionTests {
  @Test(arguments: try GoldenFile("projection").cases)
  func `a projection lands where the reference says`(golden: GoldenCase) throws {
    let radius = try #require(golden.parameters["radius"]?.number)
    let name = try #require(golden.parameters["norm"]?.description)
    let ball = NormBall(try #require(NormBall.Norm(rawValue: name)), radius: radius)
    let (global, local) = (try golden.floats("globalModel"), try golden.floats("localModel"))
    let update = ball.projected(zip(local, global).map { $0 - $1 })
    #expect(try golden.excess(update, "update") <= 0)
    #expect(try golden.excess(zip(global, update).map { $0 + $1 }, "projectedModel") <= 0)
  }

  @Test(arguments: Backends.available, NormBall.Norm.allCases)
  func `a second projection changes nothing, and the ball is kept`(
    backend: BackendName, name: NormBall.Norm
  ) throws {
    let trial = try AttackTrial(backend)
    let network = trial.network
    let center = try network.vector(trial.global.parameters)
    try network.load(trial.global.parameters.map { $0 * 1.5 + 0.1 })
    let ball = NormBall(name, radius: 0.05)
    ball.project(network, around: center)
    let once = try network.parameters()
    ball.project(network, around: center)
    let twice = try network.parameters()
    #expect(zip(once, twice).allSatisfy { abs($0 - $1) < 1e-6 })
    let update = zip(once, trial.global.parameters).map { $0 - $1 }
    #expect(size(update, name) <= 0.05 * (1 + 1e-4) && size(update, name) > 0.049)
  }

  private func size(_ update: [Float], _ norm: NormBall.Norm) -> Double {
    switch norm {
    case .l2: Reductions.norm(update.span)
    case .linf: Double(update.map(\.magnitude).max() ?? 0)
    }
  }

  @Test(arguments: Backends.available)
  func `a ball that holds everything is plain poisoning`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let plain = try trial.submitted("badnets")
    for name in ["l2", "linf"] as [OptionValue] {
      #expect(try trial.submitted("pgd", ["epsilon": 1e9, "norm": name]) == plain)
    }
  }

  @Test(arguments: Backends.available, NormBall.Norm.allCases)
  func `what is submitted lies in the ball, whatever the steps between projections`(
    backend: BackendName, name: NormBall.Norm
  ) throws {
    let trial = try AttackTrial(backend)
    let epsilon = name == .l2 ? 0.3 : 0.01
    for every in [1, 5, 1000] {
      let update = try trial.submitted(
        "pgd",
        ["epsilon": .double(epsilon), "norm": .string(name.rawValue), "every": .int(every)]
      ).update
      #expect(size(update, name) <= epsilon * (1 + 1e-6))
      #expect(size(update, name) > 0.9 * epsilon)
    }
    let none = try trial.submitted("pgd", ["epsilon": 0, "norm": .string(name.rawValue)])
    #expect(none.update.allSatisfy { $0 == 0 })
  }

  @Test func `a relative radius is a share of the received model, and scaling comes after`() throws
  {
    let trial = try AttackTrial()
    let update = try trial.submitted(
      "pgd", ["epsilon": 0.1, "relative": true, "every": 1, "scale": 3]
    ).update
    #expect(abs(norm(update) / (0.3 * norm(trial.global.parameters)) - 1) < 1e-5)
  }

  @Test(arguments: try GoldenFile("train_and_scale").cases)
  func `train-and-scale submits the norm that passes`(golden: GoldenCase) throws {
    let bound = try #require(golden.parameters["bound"]?.number)
    let global = try golden.floats("globalModel")
    let wanted = zip(try golden.floats("backdooredModel"), global).map { $0 - $1 }
    let update = TrainAndScale.rescaled(wanted, to: bound)
    #expect(try golden.excess([norm(update)], "updateNorm") <= 0)
    #expect(try golden.excess(zip(global, update).map { $0 + $1 }, "submittedModel") <= 0)
  }

  @Test(arguments: Backends.available)
  func `train-and-scale keeps the direction of poisoned training`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let plain = try trial.submitted("badnets").update
    for bound in [0.01, 40] {
      let update = try trial.submitted(
        "train-and-scale", ["bound": .double(bound), "loss_threshold": 0]
      ).update
      #expect(abs(norm(update) / bound - 1) < 1e-5)
      let cosine = Reductions.dot(plain.span, update.span) / (norm(plain) * norm(update))
      #expect(abs(cosine - 1) < 1e-9)
    }
    let untrained = try trial.submitted(
      "train-and-scale", ["training": ["optimizer": ["learning_rate": 0]]])
    #expect(untrained.update.allSatisfy { $0 == 0 })
  }

  @Test func `train-and-scale ends when the poisoned images are learned`() throws {
    let trial = try AttackTrial()
    func update(_ epochs: Int, _ threshold: Double) throws -> [Float] {
      try trial.submitted(
        "train-and-scale",
        ["loss_threshold": .double(threshold), "training": ["local_epochs": .int(epochs)]]
      ).update
    }
    #expect(try update(40, 1e9) == update(1, 0))
    let learned = try update(40, 0.05)
    #expect(try learned != update(40, 0) && learned != update(1, 0))
  }
}
