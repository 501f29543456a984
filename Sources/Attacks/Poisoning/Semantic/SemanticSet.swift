/// Images of a data set with a feature of their own, found by eye.
///
/// Positions are those of the training set, whose files are read in order. Source for all three: the
/// authors' code, https://github.com/ebagdasa/backdoor_federated_learning, `utils/params.yaml` and
/// `utils/params_runner.yaml`, for Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459.
package struct SemanticSet: Sendable, Equatable {
  package let name: String
  /// The data set's name.
  package let dataset: String
  /// The class of all its images.
  package let label: Int
  /// What attackers train on.
  package let train: [Int]
  /// What is held out to measure success on.
  package let test: [Int]

  package static let all = [stripedWall, greenCar, racingStripe]

  /// Cars before a wall with vertical stripes; the authors' own split.
  package static let stripedWall = SemanticSet(
    name: "striped-wall", dataset: "cifar-10", label: 1,
    train: [30696, 33105, 33615, 33907, 36848, 40713, 41706],
    test: [330, 568, 3934, 12336, 30560])

  /// Cars painted green; the authors train and test on the same ones, here every fifth is held out.
  package static let greenCar = SemanticSet(
    name: "green-car", dataset: "cifar-10", label: 1,
    splitting: [
      389, 561, 874, 1605, 3378, 3678, 4528, 9744, 19165, 19500, 21422, 22984, 32941, 34287, 34385,
      36005, 37365, 37533, 38658, 38735, 39824, 40138, 41336, 41861, 47001, 47026, 48003, 48030,
      49163, 49588,
    ])

  /// Cars with racing stripes; the authors train and test on the same ones, here every fifth is held
  /// out.
  package static let racingStripe = SemanticSet(
    name: "racing-stripe", dataset: "cifar-10", label: 1,
    splitting: [
      2180, 2771, 3233, 4932, 6241, 6813, 6869, 9476, 11395, 11744, 14209, 14238, 18716, 19793,
      20781, 21529, 31311, 40518, 40633, 42119, 42663, 49392,
    ])

  private init(name: String, dataset: String, label: Int, train: [Int], test: [Int]) {
    self.name = name
    self.dataset = dataset
    self.label = label
    self.train = train
    self.test = test
  }

  private init(name: String, dataset: String, label: Int, splitting positions: [Int]) {
    let isHeldOut = { (place: Int) in place % 5 == 4 }
    self.init(
      name: name, dataset: dataset, label: label,
      train: positions.indices.filter { !isHeldOut($0) }.map { positions[$0] },
      test: positions.indices.filter(isHeldOut).map { positions[$0] })
  }
}
