import Foundation

/// The backends that this build and machine have.
package enum Backends {
  /// The names, the fastest first.
  package static var available: [BackendName] {
    #if MUSTER_ONEDNN
      [.oneDNN, .portable]
    #else
      [.portable]
    #endif
  }

  /// A backend by name.
  ///
  /// - Parameter name: `nil` for what the environment variable `MUSTER_BACKEND` names, or else the
  ///   fastest present.
  /// - Returns: the backend; all of one name compute alike.
  /// - Throws: `KernelError.backendMissing`.
  package static func make(_ name: BackendName? = nil) throws(KernelError) -> any Backend {
    var chosen = name
    if chosen == nil { chosen = try nameInEnvironment() }
    switch chosen ?? available[0] {
    case .portable: return PortableBackend()
    case .oneDNN:
      #if MUSTER_ONEDNN
        return try OneDNNBackend()
      #else
        throw missing(BackendName.oneDNN.rawValue)
      #endif
    }
  }

  // MARK: - Details

  private static func nameInEnvironment() throws(KernelError) -> BackendName? {
    guard let text = ProcessInfo.processInfo.environment["MUSTER_BACKEND"], !text.isEmpty else {
      return nil
    }
    guard let name = BackendName(rawValue: text) else { throw missing(text) }
    return name
  }

  private static func missing(_ name: String) -> KernelError {
    .backendMissing(name: name, available: available.map(\.rawValue))
  }
}
