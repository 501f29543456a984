import Randomness
import Tensors

/// Updates as honest clients send them: a common direction and noise of the same size.
enum SyntheticUpdates {
  /// The same numbers on every machine.
  ///
  /// - Parameters:
  ///   - clients: the number of rows.
  ///   - parameters: the number of columns.
  /// - Returns: `clients × parameters`.
  static func make(clients: Int, parameters: Int) -> UpdateMatrix {
    let root = RandomStream(seed: 1)
    var shared = root.stream(for: "direction")
    let direction = (0..<parameters).map { _ in Float(shared.uniform(-0.01, 0.01)) }
    var values: [Float] = []
    values.reserveCapacity(clients * parameters)
    for client in 0..<clients {
      var noise = root.stream(for: "client", .number(client))
      for coordinate in 0..<parameters {
        values.append(direction[coordinate] + Float(noise.uniform(-0.01, 0.01)))
      }
    }
    return UpdateMatrix(rows: clients, columns: parameters, values: values)
  }
}
