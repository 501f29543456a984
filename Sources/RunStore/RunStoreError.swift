/// What can go wrong with a run folder.
package enum RunStoreError: Error, Equatable {
  case notARun(path: String, missing: String)
  case exists(path: String)
  case inUse(path: String)
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)
  case damaged(path: String, reason: String)
  case nothingToResume(path: String, reason: String)
}

extension RunStoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notARun(let path, let missing):
      "\(path) is not a run folder: it has no \(missing); give the folder that 'muster run' printed"
    case .exists(let path): "\(path) exists already; choose another --run-id or --output"
    case .inUse(let path): "\(path) belongs to a run that is going on; wait for it or stop it"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); free some space or choose another folder with --output"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
    case .nothingToResume(let path, let reason): "\(path) cannot be resumed: \(reason)"
    }
  }
}
