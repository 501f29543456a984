/// What can be wrong with a file of tensors.
package enum TensorFileError: Error, Equatable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// The bytes are not what the format says they should be.
  case malformed(path: String, reason: String)
  case unsupportedType(path: String, name: String, type: String, allowed: String)
}

extension TensorFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .malformed(let path, let reason): "\(path) is damaged or of another format: \(reason)"
    case .unsupportedType(let path, let name, let type, let allowed):
      "\(path): '\(name)' holds values of type \(type); convert them to \(allowed)"
    }
  }
}
