import ArgumentParser

/// The program: parses the command line, calls the library, prints.
@main
struct Muster: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muster",
    abstract: "A laboratory for backdoors in federated learning, made of real processes.",
    discussion: """
      One experiment file says who learns what, who lies, what stops them and how the damage is \
      repaired. 'muster run configs/quickstart.yaml' shows it all in under a minute.
      """,
    version: MusterVersion.current,
    subcommands: [
      RunCommand.self, ResumeCommand.self, ListCommand.self, DescribeCommand.self,
      PartitionCommand.self, DataCommand.self, DoctorCommand.self, AggregateCommand.self,
      ClusterCommand.self, TriggerCommand.self, BenchCommand.self, ClientCommand.self,
    ])

  /// Runs the command; the only place that prints an error and picks an exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      FailureReport(error).exit()
    }
  }
}
