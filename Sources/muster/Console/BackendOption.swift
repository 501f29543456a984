import ArgumentParser
import Kernels

/// The option `--backend`, the same in every command that computes.
struct BackendOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What does the arithmetic: onednn or portable; else $MUSTER_BACKEND, else the faster one.",
      valueName: "name"))
  var backend: String?

  /// The backend that was asked for.
  func make() throws -> any Backend {
    guard let backend else { return try Backends.make(nil) }
    guard let name = BackendName(rawValue: backend) else {
      throw KernelError.backendMissing(
        name: backend, available: Backends.available.map(\.rawValue))
    }
    return try Backends.make(name)
  }
}
