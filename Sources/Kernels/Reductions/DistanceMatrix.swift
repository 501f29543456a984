/// The distance between every two of some things, symmetric with a zero diagonal.
package struct DistanceMatrix: Sendable, Equatable {
  /// The number of things.
  package let count: Int
  /// `count × count` numbers, row after row.
  package let values: [Double]

  /// A matrix of given values, row after row.
  package init(count: Int, values: [Double]) {
    precondition(
      values.count == count * count, "\(values.count) values do not fill \(count) × \(count)")
    self.count = count
    self.values = values
  }

  /// The distance between two things.
  package subscript(first: Int, second: Int) -> Double { values[first * count + second] }

  /// The distances from one thing to all, itself included.
  package func row(_ index: Int) -> ArraySlice<Double> {
    values[index * count..<(index + 1) * count]
  }

  /// The distances between the things at the given places, in that order.
  package func selecting(_ indices: [Int]) -> DistanceMatrix {
    DistanceMatrix(
      count: indices.count, values: indices.flatMap { i in indices.map { self[i, $0] } })
  }

  /// A matrix with `transform` applied to the distance of every two different things.
  package func mapPairs(_ transform: (_ first: Int, _ second: Int, Double) -> Double) -> Self {
    var mapped = values
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) {
        let value = transform(i, j, self[i, j])
        mapped[i * count + j] = value
        mapped[j * count + i] = value
      }
    }
    return DistanceMatrix(count: count, values: mapped)
  }
}
