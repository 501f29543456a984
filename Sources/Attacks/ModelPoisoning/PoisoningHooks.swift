import Networks

/// The hooks of an attack, with batches poisoned before the attack sees them.
struct PoisoningHooks<Inner: TrainingHooks>: TrainingHooks {
  private let poison: (any BatchPoison)?
  /// The attack's own.
  private(set) var inner: Inner

  /// Poisons batches unless `poison` is nil, then does as `inner` says.
  init(_ poison: (any BatchPoison)?, then inner: Inner) {
    self.poison = poison
    self.inner = inner
  }

  var changesImages: Bool { poison != nil || inner.changesImages }

  mutating func prepare(_ batch: inout ImageBatch, step: Int) {
    poison?.poison(&batch, step: step)
    inner.prepare(&batch, step: step)
  }

  mutating func adjustGradient(of network: Network, step: Int) throws {
    try inner.adjustGradient(of: network, step: step)
  }

  mutating func afterStep(_ network: Network, step: Int) throws {
    try inner.afterStep(network, step: step)
  }

  mutating func endsTraining(of network: Network, afterEpoch epoch: Int) throws -> Bool {
    try inner.endsTraining(of: network, afterEpoch: epoch)
  }
}
