import Kernels
package import Networks
package import Options
package import Tensors

/// Submits the mean of what is seen, moved backwards as far as it goes without the squares of its
/// distances to the honest updates adding up to more than those of some honest update do.
///
/// The scale is the largest `γ` with `Σᵢ ‖μ + γp − Δᵢ‖² ≤ maxᵢ Σⱼ ‖Δᵢ − Δⱼ‖²`; it is found as for
/// Min-Max, and is stealthier.
/// Source: Shejwalkar and Houmansadr, "Manipulating the Byzantine", NDSS 2021,
/// https://doi.org/10.14722/ndss.2021.24498.
package struct MinSum: Attack {
  package typealias Options = DistanceBoundedOptions

  package static let name = "min-sum"
  package static let summary = "the mean, moved back within the largest honest sum of distances"
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
  /// - Returns: `d` values; the scale; the largest honest sum of squared distances.
  package static func crafted(
    from updates: UpdateMatrix, _ options: Options
  ) -> (update: [Float], gamma: Double, bound: Double) {
    let mean = PerturbedMean(
      updates, along: options.perturbation, divisor: options.divisor)
    let squares = PairwiseDistances.squaredEuclidean(UpdateRows(updates))
    let bound = (0..<updates.rows).map { squares.row($0).reduce(0, +) }.max() ?? 0
    let gamma =
      switch options.search {
      case .exact: mean.largestScale(withinSum: bound)
      case .halving:
        FeasibleScale.byHalving(from: options.initial) { gamma in
          mean.isMovable && mean.squaredDistances(at: gamma).reduce(0, +) <= bound
        }
      }
    return (mean.moved(by: gamma), gamma, bound)
  }
}
