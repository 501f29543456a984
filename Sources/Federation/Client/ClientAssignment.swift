/// What the launcher tells a client process when it starts it, as one line of JSON on its standard
/// input.
///
/// The only place where a process learns that its clients are malicious; it does not cross the wire.
package struct ClientAssignment: Codable, Sendable {
  package var runId: String
  /// Where the coordinator listens.
  package var address: String
  /// Counted from 0.
  package var process: Int
  /// Proves to the coordinator that this is the process it started.
  package var token: String
  /// The clients to host.
  package var clients: [Int]
  package var backend: String
  /// The experiment as YAML; its `attack` section is there for malicious processes only, and what
  /// those must not know of the defense is not.
  package var experiment: String
  /// All malicious clients of the run; empty for honest processes.
  package var maliciousClients: [Int]
  /// Where malicious processes meet; nil for honest ones.
  package var adversary: AdversaryAccess?
}
