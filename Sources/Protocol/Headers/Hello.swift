/// A process presents itself and the clients it hosts.
package struct Hello: WireHeader {
  package static let type = MessageType.hello

  package var runID: String
  /// The process's number, by which it was started.
  package var process: Int
  /// How many logical clients it hosts; the payload names them and their training samples.
  package var clients: Int
  /// What the launcher gave the process, to prove that it is the one that was started.
  package var token: String
  /// How many parameters its model has.
  package var parameters: Int
  /// The kernels it computes with, such as `portable`.
  package var backend: String
  /// The operating system's number of the process.
  package var pid: Int

  /// Presents a process.
  package init(
    runID: String, process: Int, clients: Int, token: String, parameters: Int, backend: String,
    pid: Int
  ) {
    self.runID = runID
    self.process = process
    self.clients = clients
    self.token = token
    self.parameters = parameters
    self.backend = backend
    self.pid = pid
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case process, clients, token, parameters, backend, pid
  }

  package var counts: [(key: String, value: Int)] {
    [("process", process), ("clients", clients), ("parameters", parameters), ("pid", pid)]
  }

  package var payloads: [(key: String, count: Int)] { [("clients", 2 * clients)] }

  package func check() throws(ProtocolError) {
    guard (1...WireLimits.maximumClients).contains(clients) else {
      throw outOfRange("clients", clients, "from 1 to \(WireLimits.maximumClients)")
    }
  }
}
