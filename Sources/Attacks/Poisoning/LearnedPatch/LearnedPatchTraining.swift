import Networks
import Randomness
import Tensors

/// Learns a patch together with a model that heeds it.
///
/// Minimizes `E[CE(f(x), y)] + λ E[CE(f((1 − m)x + m p), τ(y))]` by the model and the patch `p` in turn:
/// after each step of the model on a batch the patch makes one, `p ← clip(p − α · sign ∇ₚ)`, on the
/// images of that batch whose labels the attacker changes. It ends after so many steps, or after
/// some epochs without a better success rate on the images at hand. The optimizer starts afresh in
/// every epoch, as it does in every round of the federation.
/// Source: Brown et al., "Adversarial Patch", 2017, arXiv:1712.09665, for the patch; signed steps as in Goodfellow
/// et al., ICLR 2015, arXiv:1412.6572.
struct LearnedPatchTraining {
  let options: LearnedPatchOptions
  let labels: LabelPolicy
  /// How the model is trained; the number of epochs does not matter.
  let training: TrainingOptions

  /// A success rate is better if it is better by this.
  private static let tolerance = 0.001

  /// Learns a patch.
  ///
  /// - Parameters:
  ///   - state: the model to begin with.
  ///   - images: what to learn from.
  ///   - network: lent for the call; its parameters are overwritten.
  ///   - random: the parent of all that is drawn.
  /// - Returns: channels × rows × columns of the patch, in 0...1; what it was at first if no image
  ///   has a label that the attacker changes.
  /// - Throws: `KernelError`.
  func patch(
    from state: ModelState, on images: any LabeledImages, network: Network, random: RandomStream
  ) throws -> [Float] {
    var hooks = LearnedPatchHooks(
      options, labels: labels, patch: initialPatch(images.shape, random: random),
      random: random.stream(for: "patched"))
    var training = training
    training.localEpochs = 1
    var state = state
    var (best, stale, epoch) = (-1.0, 0, 0)
    while hooks.stepsLeft > 0, stale < options.plateau {
      let stepsBefore = hooks.stepsLeft
      _ = try LocalTraining(training).run(
        network, from: state, on: images, random: random.stream(for: "epoch", .number(epoch)),
        hooks: &hooks)
      guard hooks.stepsLeft < stepsBefore else { break }
      state = try network.state()
      let triggered = TriggeredImages(images, trigger: hooks.trigger, labels: labels)
      let success = try network.evaluate(triggered).accuracy ?? 0
      stale = success > best + Self.tolerance ? 0 : stale + 1
      best = max(best, success)
      epoch += 1
    }
    return hooks.patch
  }

  // MARK: - Details

  private func initialPatch(_ shape: ImageShape, random: RandomStream) -> [Float] {
    let count = shape.channels * options.place.rowCount * options.place.columnCount
    guard options.initial == .noise else {
      return Array(repeating: LearnedPatchTrigger.gray, count: count)
    }
    var random = random.stream(for: "initial")
    return (0..<count).map { _ in Float(random.uniform()) }
  }
}
