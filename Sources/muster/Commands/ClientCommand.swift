import ArgumentParser
import Federation
import Messaging

/// `muster client`: the client half of a run, started by `muster run` with an assignment on its
/// standard input.
struct ClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "One client process of a run.", shouldDisplay: false)

  func run() async throws {
    MemoryTuning.computing.apply()
    try await ClientProcess.run()
  }
}
