/// What can go wrong while a digest is taken.
package enum DigestError: Error, Equatable {
  case unreadable(path: String, reason: String)
}

extension DigestError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read for its checksum: \(reason)"
    }
  }
}
