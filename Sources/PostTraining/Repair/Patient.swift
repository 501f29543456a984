import Networks
import Tensors

/// A model under repair: its numbers, which of them are switched off, and how well it does on the
/// defender's held-out images.
struct Patient {
  private(set) var state: ModelState
  /// Whether each parameter stays zero from now on.
  private(set) var isOff: [Bool]
  let network: Network
  let images: DefenderImages

  init(_ state: ModelState, network: Network, images: DefenderImages) {
    self.state = state
    isOff = Array(repeating: false, count: state.parameters.count)
    self.network = network
    self.images = images
  }

  var parameters: [Float] { state.parameters }

  /// Switches parameters off for good.
  mutating func switchOff(_ positions: some Sequence<Int>) {
    for position in positions {
      state.parameters[position] = 0
      isOff[position] = true
    }
  }

  /// Takes new values, of which those switched off must be zero.
  mutating func take(_ state: ModelState) {
    precondition(
      zip(state.parameters, isOff).allSatisfy { !$1 || $0 == 0 },
      "what was switched off came on again")
    self.state = state
  }

  /// The share of the held-out images that the model gets right, in 0...1.
  func accuracy() throws -> Double {
    try network.load(state)
    return try network.evaluate(images.holdOut).accuracy ?? 0
  }
}
