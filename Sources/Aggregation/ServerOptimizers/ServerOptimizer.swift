package import Options

/// How the server turns an aggregate into a step of the global model, as an entry of the catalog.
///
/// It is the only place where the server's learning rate is applied. A new optimizer is one file and
/// one line in `ServerOptimizers.all`.
package protocol ServerOptimizer: PlugIn {
  /// What it remembers between rounds, such as momentum; it is saved in checkpoints.
  associatedtype History: Codable & Sendable = NoHistory

  /// An optimizer with options that its schema has accepted.
  init(options: Options) throws(OptionError)

  /// What it remembers before the first round, for a model of `parameterCount` parameters.
  func emptyHistory(parameterCount: Int) -> History

  /// The server's learning rate, as attackers that replace the model must know it.
  var learningRate: Double { get }

  /// Steps the parameters.
  ///
  /// - Parameters:
  ///   - parameters: `d` values of the global model.
  ///   - aggregate: `d` values, what the defense made of the round.
  ///   - history: what earlier steps left.
  func step(_ parameters: inout [Float], along aggregate: [Float], history: inout History)
}

extension ServerOptimizer where History == NoHistory {
  package func emptyHistory(parameterCount: Int) -> NoHistory { NoHistory() }
}

/// All server optimizers that exist.
package enum ServerOptimizers {
  package static let all: [any ServerOptimizer.Type] = [ServerSGD.self]

  /// The optimizer called `name`, at the start of a run.
  ///
  /// - Parameters:
  ///   - name: as in `all`.
  ///   - options: a mapping without the name, or null for the defaults.
  ///   - parameterCount: the number of parameters of the model.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Returns: the optimizer with an empty history.
  /// - Throws: `OptionError` for an unknown name or options that the optimizer refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, parameterCount: Int, at path: OptionPath = []
  ) throws(OptionError) -> any ServerStepping {
    let optimizer = try PlugIns.find(name, in: all, at: path + ["optimizer"]) { $0.name }
    return try open(optimizer, options, parameterCount, path)
  }

  private static func open<Optimizer: ServerOptimizer>(
    _ optimizer: Optimizer.Type, _ options: OptionValue, _ parameterCount: Int, _ path: OptionPath
  ) throws(OptionError) -> any ServerStepping {
    let typed = try optimizer.options(from: options, at: path)
    do {
      let made = try optimizer.init(options: typed)
      return ServerStepper(
        optimizer: made, history: made.emptyHistory(parameterCount: parameterCount))
    } catch {
      throw error.prefixed(by: path)
    }
  }
}
