import ArgumentParser
import TensorFiles
import Tensors

extension NumpyFile {
  /// The array as `n × d`.
  ///
  /// - Parameter path: the file's, for the message.
  /// - Returns: one row for each client or point.
  /// - Throws: `ValidationError` for arrays with another number of dimensions, and empty ones.
  func matrix(of path: String) throws -> UpdateMatrix {
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
      throw ValidationError("\(path) has the shape \(shape); it must be n × d, neither of them 0")
    }
    return UpdateMatrix(rows: shape[0], columns: shape[1], values: floats)
  }
}
