import Networks
import Options
import Testing

struct TrainingOptionsTests {
  @Test func `the defaults of the schema are training options`() throws {
    let options: TrainingOptions = try TrainingOptions.schema.resolve(.null).decoded()
    #expect(
      options
        == TrainingOptions(
          localEpochs: 1, batchSize: 64, shuffle: true,
          optimizer: OptimizerOptions(.sgd, learningRate: 0.05, momentum: 0.9)))
  }

  @Test func `every key of an experiment reaches its property`() throws {
    let tree: OptionValue = [
      "local_epochs": 3, "batch_size": 10, "shuffle": false,
      "augmentation": ["crop_padding": 3, "flip": false],
      "optimizer": [
        "name": "adam", "learning_rate": 0.001, "momentum": 0.1, "weight_decay": 0.25,
        "beta1": 0.8, "beta2": 0.99, "epsilon": 0.125,
      ],
    ]
    let options: TrainingOptions = try TrainingOptions.schema.resolve(tree).decoded()
    #expect(
      options
        == TrainingOptions(
          localEpochs: 3, batchSize: 10, shuffle: false,
          augmentation: Augmentation(cropPadding: 3, flip: false),
          optimizer: OptimizerOptions(
            .adam, learningRate: 0.001, momentum: 0.1, weightDecay: 0.25, beta1: 0.8, beta2: 0.99,
            epsilon: 0.125)))
    #expect(try OptionValue(encoding: options).decoded(as: TrainingOptions.self) == options)
  }

  @Test func `impossible values are refused`() {
    func refusal(_ tree: OptionValue) -> OptionPath? {
      let error = #expect(throws: OptionError.self) { try TrainingOptions.schema.resolve(tree) }
      return error?.path
    }
    #expect(refusal(["batch_size": 0]) == ["batch_size"])
    #expect(refusal(["local_epochs": -1]) == ["local_epochs"])
    #expect(
      refusal(["augmentation": ["crop_padding": -1]]) == ["augmentation", "crop_padding"])
    #expect(refusal(["optimizer": ["name": "lbfgs"]]) == ["optimizer", "name"])
    #expect(refusal(["optimizer": ["learning_rate": -0.1]]) == ["optimizer", "learning_rate"])
    #expect(refusal(["optimizer": ["beta2": 1]]) == ["optimizer", "beta2"])
    #expect(refusal(["optimizer": ["epsilon": 0]]) == ["optimizer", "epsilon"])
  }
}

struct EvaluationScoreTests {
  @Test func `scores of parts add up in any order, bit for bit`() {
    let parts = (1...9).map {
      EvaluationScore(count: $0, correct: $0 / 2, lossSum: 0.1 / Double($0))
    }
    let whole = EvaluationScore.merging(parts)
    #expect(whole == EvaluationScore.merging(parts.reversed()))
    var nested = EvaluationScore.merging(parts[0..<4])
    nested.merge(EvaluationScore.merging(parts[4...]))
    #expect(nested == whole)
    #expect(whole.count == 45 && whole.correct == 20)
    #expect(abs(whole.lossSum - (1...9).reduce(0) { $0 + 0.1 / Double($1) }) < 9 * 0x1p-25)
  }

  @Test func `rates need images`() {
    #expect(EvaluationScore().accuracy == nil && EvaluationScore().meanLoss == nil)
    let score = EvaluationScore(count: 4, correct: 3, lossSum: 2)
    #expect(score.accuracy == 0.75 && score.meanLoss == 0.5)
  }

  @Test func `what images show is known of the whole if it is known of every part`() {
    let known = [(4, 1), (6, 3)].map {
      EvaluationScore(count: $0.0, correct: 0, trulyCorrect: $0.1, lossSum: 0)
    }
    let unknown = EvaluationScore(count: 2, correct: 1, lossSum: 0)
    #expect(EvaluationScore.merging(known).trulyCorrect == 4)
    #expect(EvaluationScore.merging(known).robustAccuracy == 0.4)
    #expect(EvaluationScore.merging(known + [unknown]).robustAccuracy == nil)
    #expect(EvaluationScore.merging([unknown] + known).trulyCorrect == nil)
    // Parts without images change nothing.
    let empty = EvaluationScore(count: 0, correct: 0, lossSum: 0)
    #expect(EvaluationScore.merging([empty] + known + [empty]) == .merging(known))
    #expect(empty == EvaluationScore() && empty.robustAccuracy == nil)
  }

  @Test func `a loss beyond all bounds stays a number`() {
    for loss in [Double.nan, .infinity, 1e300] {
      let score = EvaluationScore(count: 1, correct: 0, lossSum: loss)
      #expect(score.lossSum == 0x1p28)
    }
  }
}
