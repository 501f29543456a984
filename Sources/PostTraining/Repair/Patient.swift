import Networks
import Tensors

/// A model under repair: its parameters, which of them are switched off, and how well it does on the
/// defender's held-out images.
struct Patient {
  private(set) var parameters: [Float]
  /// Whether each parameter stays zero from now on.
  private(set) var isOff: [Bool]
  let network: Network
  let images: DefenderImages

  init(_ parameters: [Float], network: Network, images: DefenderImages) {
    self.parameters = parameters
    isOff = Array(repeating: false, count: parameters.count)
    self.network = network
    self.images = images
  }

  /// Switches parameters off for good.
  mutating func switchOff(_ positions: some Sequence<Int>) {
    for position in positions {
      parameters[position] = 0
      isOff[position] = true
    }
  }

  /// Takes new values, of which those switched off must be zero.
  mutating func take(_ values: [Float]) {
    precondition(
      zip(values, isOff).allSatisfy { !$1 || $0 == 0 }, "what was switched off came on again")
    parameters = values
  }

  /// The share of the held-out images that the model gets right, in 0...1.
  func accuracy() throws -> Double {
    try network.load(parameters)
    return try network.evaluate(images.holdOut).accuracy ?? 0
  }
}
