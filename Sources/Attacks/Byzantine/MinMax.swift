import Kernels
package import Networks
package import Options
package import Tensors

/// Submits the mean of what is seen, moved backwards as far as it goes without being further from
/// any honest update than the two most distant honest updates are from each other.
///
/// The scale is the largest `γ` with `maxᵢ ‖μ + γp − Δᵢ‖ ≤ maxᵢⱼ ‖Δᵢ − Δⱼ‖`. The paper searches it in
/// halved steps from 10 and so finds none above 20; the exact root is an option. A single update
/// that is seen gives no room: then it is submitted as it is.
/// Source: Shejwalkar and Houmansadr, "Manipulating the Byzantine", NDSS 2021,
/// https://doi.org/10.14722/ndss.2021.24498.
package struct MinMax: Attack {
  package typealias Options = DistanceBoundedOptions

  package static let name = "min-max"
  package static let summary = "the mean, moved back within the largest honest distance"
  package static let source =
    "Shejwalkar and Houmansadr, NDSS 2021, https://doi.org/10.14722/ndss.2021.24498"
  package static let schema = DistanceBoundedOptions.schema
  package static let knowledge = AttackKnowledge.colluding
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    task.crafted(
      try context.shared(Self.name, in: task) {
        Self.crafted(from: try context.seen(task, network: network).updates, options).update
      })
  }

  /// The moved mean.
  ///
  /// - Parameters:
  ///   - updates: `n × d`, with at least one row.
  ///   - options: which way, and how the scale is found.
  /// - Returns: `d` values; the scale; the largest honest distance.
  package static func crafted(
    from updates: UpdateMatrix, _ options: Options
  ) -> (update: [Float], gamma: Double, bound: Double) {
    let mean = PerturbedMean(
      updates, along: options.perturbation, divisor: options.divisor)
    let squares = PairwiseDistances.squaredEuclidean(UpdateRows(updates))
    let bound = squares.values.max() ?? 0
    let gamma =
      switch options.search {
      case .exact: mean.largestScale(withinEach: bound)
      case .halving:
        FeasibleScale.byHalving(from: options.initial) { gamma in
          mean.isMovable && mean.squaredDistances(at: gamma).allSatisfy { $0 <= bound }
        }
      }
    return (mean.moved(by: gamma), gamma, bound.squareRoot())
  }
}
