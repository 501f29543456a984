import Attacks
import Options
import Tensors

/// A defense that leaves out updates longer than a bound and takes the plain mean of the others.
struct NormGate: KnownDefense {
  var stages: [NamedOptions] { [] }
  var bound = 5.0
  var neededClients = 1

  struct TooFewClients: Error {}

  func outcome(
    of updates: [ObservedUpdate], in task: ClientTask
  ) throws -> (step: [Float], accepted: [Int]) {
    guard updates.count >= neededClients else { throw TooFewClients() }
    let accepted = updates.filter { norm($0.update) <= bound }
    var step = [Float](repeating: 0, count: task.global.parameters.count)
    for update in accepted {
      for index in step.indices {
        step[index] += update.update[index] / Float(accepted.count)
      }
    }
    return (step, accepted.map(\.client))
  }
}

/// The Euclidean norm.
func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
