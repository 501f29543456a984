package import Networks
package import Options
package import Randomness
package import Tensors

/// A way of removing a backdoor from a trained model.
///
/// A repair sees the model and the defender's few clean images, nothing else: neither trigger nor
/// target, no test image and no attack success rate. A new one is a file and a line in
/// `RepairMethods.all`.
package protocol RepairMethod: PlugIn {
  init(options: Options)

  /// Refuses models that the method cannot work on; called when an experiment is read.
  ///
  /// - Throws: `OptionError`, with a path below the method's mapping.
  func check(_ model: Model) throws(OptionError)

  /// Repairs a model.
  ///
  /// - Parameters:
  ///   - state: the model's parameters and buffers.
  ///   - network: lent for the call, of a model that `check` accepts; its state is overwritten.
  ///   - images: the defender's clean images.
  ///   - random: the parent of the method's streams.
  /// - Returns: what each step of the method made of the model, in order; the last is the repaired
  ///   one.
  /// - Throws: what running and training the network throws.
  func repair(
    _ state: ModelState, of network: Network, with images: DefenderImages, random: RandomStream
  ) throws -> [RepairStep]
}

/// What one step of a repair comes to.
package struct RepairStep: Sendable, Equatable {
  /// Such as `prune`.
  package let name: String
  /// The model's parameters and buffers after the step.
  package let state: ModelState
  /// What the step did, for the report.
  package let details: OptionValue

  /// The model's parameters after the step, in canonical order.
  package var parameters: [Float] { state.parameters }

  package init(name: String, state: ModelState, details: OptionValue) {
    self.name = name
    self.state = state
    self.details = details
  }
}

/// The repairs that exist.
package enum RepairMethods {
  package static let all: [any RepairMethod.Type] = [FinePruning.self]

  package static var names: [String] { all.map { $0.name } }

  /// The entry of the catalog called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any RepairMethod.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }

  /// A repair of the catalog.
  ///
  /// - Parameters:
  ///   - name: a name from the catalog.
  ///   - options: its options as a mapping, or null.
  ///   - path: where the repair stands in its document, for messages.
  /// - Returns: the repair.
  /// - Throws: `OptionError` for an unknown name or options that its schema refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, at path: OptionPath = []
  ) throws(OptionError) -> any RepairMethod {
    try make(try find(name, at: path), options, at: path)
  }

  // MARK: - Details

  private static func make<M: RepairMethod>(
    _ type: M.Type, _ options: OptionValue, at path: OptionPath
  ) throws(OptionError) -> M {
    M(options: try M.options(from: options, at: path))
  }
}
