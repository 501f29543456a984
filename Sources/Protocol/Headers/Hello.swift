/// A process presents itself and the clients it hosts.
package struct Hello: WireHeader {
  package static let type = MessageType.hello

  package var runID: String
  /// The process's number, by which it was started.
  package var process: Int
  /// The logical clients it hosts, each once.
  package var clients: [Int]
  /// What the launcher gave the process, to prove that it is the one that was started.
  package var token: String
  /// How many training samples each of `clients` holds.
  package var sampleCounts: [Int]
  /// How many parameters its model has.
  package var parameters: Int
  /// The kernels it computes with, such as `portable`.
  package var backend: String
  /// The operating system's number of the process.
  package var pid: Int

  /// Presents a process.
  package init(
    runID: String, process: Int, clients: [Int], token: String, sampleCounts: [Int],
    parameters: Int, backend: String, pid: Int
  ) {
    self.runID = runID
    self.process = process
    self.clients = clients
    self.token = token
    self.sampleCounts = sampleCounts
    self.parameters = parameters
    self.backend = backend
    self.pid = pid
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case process, clients, token
    case sampleCounts = "sample_counts"
    case parameters, backend, pid
  }

  package var counts: [(key: String, value: Int)] {
    [("process", process), ("parameters", parameters), ("pid", pid)]
      + clients.map { ("clients", $0) } + sampleCounts.map { ("sample_counts", $0) }
  }

  package func check() throws(ProtocolError) {
    guard Set(clients).count == clients.count else {
      throw outOfRange("clients", clients, "a list without repetitions")
    }
    guard sampleCounts.count == clients.count else {
      throw outOfRange(
        "sample_counts", sampleCounts, "a count for each of \(clients.count) clients")
    }
  }
}
