/// Samples that are to be shared out, with their labels.
package struct LabeledSamples: Sendable {
  /// Positions in the training set, ascending.
  package let positions: [Int]
  /// The label of every sample of the training set, by position.
  package let labels: [Int]
  /// Labels lie in `0..<classCount`.
  package let classCount: Int

  /// The training set without some of its samples.
  ///
  /// - Parameters:
  ///   - labels: the label of every training sample.
  ///   - classCount: the number of classes.
  ///   - excluded: positions to leave out, such as the defender's clean samples.
  package init(labels: [Int], classCount: Int, excluding excluded: [Int] = []) {
    var isMember = [Bool](repeating: true, count: labels.count)
    for position in excluded { isMember[position] = false }
    positions = isMember.indices.filter { isMember[$0] }
    self.labels = labels
    self.classCount = classCount
  }

  /// The number of samples to share out.
  package var count: Int { positions.count }

  /// The positions of each class, ascending.
  package var byClass: [[Int]] {
    var classes = [[Int]](repeating: [], count: classCount)
    for position in positions { classes[labels[position]].append(position) }
    return classes
  }

  /// How many of some positions are in each class.
  func classCounts(of positions: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for position in positions { counts[labels[position]] += 1 }
    return counts
  }

  /// For every sample of the training set, whether it is to be shared out.
  var isMember: [Bool] {
    var isMember = [Bool](repeating: false, count: labels.count)
    for position in positions { isMember[position] = true }
    return isMember
  }
}

extension Array {
  /// Neighboring slices that differ in length by at most one, the longer ones first.
  func slices(_ count: Int) -> [[Element]] {
    let (size, rest) = self.count.quotientAndRemainder(dividingBy: count)
    var start = 0
    return (0..<count).map { index in
      let end = start + size + (index < rest ? 1 : 0)
      defer { start = end }
      return Array(self[start..<end])
    }
  }
}
