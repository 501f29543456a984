/// A small experiment that takes a second: twenty clients, ten a round, four rounds.
enum Trial {
  /// Honest clients, or one attacker with a single shot in the last round.
  static func text(attacked: Bool, rounds: Int = 4, more: String = "") -> String {
    """
    name: trial
    seed: 5
    dataset: { name: glyphs, train_limit: 1500, test_limit: 1200 }
    partition: { scheme: dirichlet, clients: 20, alpha: 0.9 }
    model: { name: mlp, hidden: [32] }
    training:
      local_epochs: 1
      batch_size: 20
      optimizer: { name: sgd, learning_rate: 0.05, momentum: 0.9 }
    federation: { rounds: \(rounds), clients_per_round: 10 }
    defense: [{ name: norm-clipping, bound: median }]
    \(attacked ? attack(round: rounds) : "")
    \(more)
    """
  }

  private static func attack(round: Int) -> String {
    """
    attack:
      name: model-replacement
      clients: [3, 8]
      schedule: { kind: window, from: 2 }
      trigger: { name: patch, size: 4 }
      target: 7
      scale: 3
    """
  }
}
