/// Why there is no file of a picture.
package enum PictureError: Error, Equatable {
  /// The encoder refused.
  case notEncoded(reason: String)
  case unwritable(path: String, reason: String)
}

extension PictureError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notEncoded(let reason): "the picture cannot be encoded: \(reason)"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    }
  }
}
