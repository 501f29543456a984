/// What can end a run before its last round.
package enum FederationError: Error, Equatable {
  case interrupted
  case noProcesses(reason: String)
  case wrongAssignment(String)
  case cleanTwinFailed(reason: String)
  case noModel(version: Int)
}

extension FederationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .interrupted: "interrupted; 'muster resume' goes on after the last complete round"
    case .noProcesses(let reason):
      "no client process stays alive (\(reason)); the logs in the run's folder 'clients' say why"
    case .wrongAssignment(let reason):
      "this command is started by 'muster run', not by hand: \(reason)"
    case .noModel(let version):
      "the model of version \(version) is to be scored and did not arrive"
    case .cleanTwinFailed(let reason):
      "the run with every client honest ('clean-twin' in the run's folder) failed: \(reason)"
    }
  }
}
