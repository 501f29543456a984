import Kernels

/// The steps of one local training, over the kernels' own storage.
///
/// Its state lies as the parameters do; places that a layout pads have zero gradients and stay zero.
package final class Optimizer {
  private enum Rule {
    case descent(SGDStep)
    case momentum(SGDStep, velocities: [AlignedBuffer])
    case adam(AdamStep, moments: [AdamStep.Moments])
  }

  private let tensors: [any KernelParameter]
  private let rule: Rule
  private var stepCount = 0

  /// An optimizer that knows of no earlier steps.
  ///
  /// - Parameters:
  ///   - options: how gradients become steps.
  ///   - network: whose parameters it changes; only one optimizer of a network is used at a time.
  package init(_ options: OptimizerOptions, of network: Network) {
    tensors = network.tensors
    let memory = network.optimizerMemory
    let sgd = SGDStep(
      learningRate: Float(options.learningRate), momentum: Float(options.momentum),
      weightDecay: Float(options.weightDecay))
    switch options.name {
    case .sgd where options.momentum == 0: rule = .descent(sgd)
    case .sgd:
      rule = .momentum(
        sgd, velocities: memory.velocities(for: tensors))
    case .adam:
      rule = .adam(
        AdamStep(
          learningRate: options.learningRate, beta1: options.beta1, beta2: options.beta2,
          epsilon: options.epsilon, weightDecay: options.weightDecay),
        moments: memory.moments(for: tensors))
    }
  }

  /// Changes all parameters by their gradients.
  package func step() {
    stepCount += 1
    for (index, tensor) in tensors.enumerated() {
      switch rule {
      case .descent(let step): step.apply(tensor.gradientStorage, to: tensor.storage)
      case .momentum(let step, let velocities):
        step.apply(tensor.gradientStorage, to: tensor.storage, velocity: velocities[index])
      case .adam(let step, let moments):
        step.apply(
          tensor.gradientStorage, to: tensor.storage, moments: moments[index], step: stepCount)
      }
    }
  }
}

/// The buffers of a network's optimizers, kept from one client to the next.
final class OptimizerMemory {
  private var velocities: [AlignedBuffer] = []
  private var moments: [AdamStep.Moments] = []

  /// One velocity for each tensor, all zeros.
  func velocities(for tensors: [any KernelParameter]) -> [AlignedBuffer] {
    if velocities.isEmpty {
      velocities = tensors.map { AlignedBuffer(count: $0.storage.count) }
    } else {
      for velocity in velocities { velocity.fill(0) }
    }
    return velocities
  }

  /// The moments of each tensor, all zeros.
  func moments(for tensors: [any KernelParameter]) -> [AdamStep.Moments] {
    if moments.isEmpty {
      moments = tensors.map { AdamStep.Moments(count: $0.storage.count) }
    } else {
      for moment in moments { moment.reset() }
    }
    return moments
  }
}
