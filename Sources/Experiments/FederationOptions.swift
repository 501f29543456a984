package import Aggregation
package import Options

/// The `federation` section: how many rounds, with whom, over what.
package struct FederationOptions: Codable, Sendable, Equatable {
  package var rounds: Int
  package var clientsPerRound: Int?
  package var processes: Processes
  package var transport: String
  /// Text such as `120s`.
  package var roundDeadline: String
  package var minimumUpdates: Int
  package var weighting: Weighting
  /// The server optimizer as `{ optimizer: name, … }`, with every default written out.
  var server: OptionValue

  /// The server optimizer's name in the catalog.
  package var serverOptimizer: String {
    if case .string(let name)? = server["optimizer"] { name } else { "sgd" }
  }

  /// The server optimizer's own options.
  package var serverOptions: OptionValue {
    var options = server
    options["optimizer"] = nil
    return options
  }

  /// How long a round may take before it goes on without the missing updates.
  package var deadline: Duration { Duration(text: roundDeadline) ?? .seconds(120) }

  /// Over how many processes the clients are spread.
  package enum Processes: Codable, Sendable, Equatable {
    /// As many as there are cores, and one more for malicious clients.
    case auto
    /// A process of its own for every client.
    case perClient
    case count(Int)

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let count = try? container.decode(Int.self) {
        self = .count(count)
      } else {
        self = try container.decode(String.self) == "auto" ? .auto : .perClient
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .auto: try container.encode("auto")
      case .perClient: try container.encode("per-client")
      case .count(let count): try container.encode(count)
      }
    }
  }

  package static let schema = OptionSchema([
    .required("rounds", .integer(1...1_000_000), "how many rounds to run"),
    .optional(
      "clients_per_round", .integer(atLeast: 1), "how many clients are sampled; all if left out"),
    OptionField(
      "processes", .oneOf([.choice(["auto", "per-client"]), .integer(1...4096)]), default: "auto",
      "client processes: as many as cores, one per client, or a number"),
    OptionField("transport", .text, default: "ipc", "ipc, or tcp://127.0.0.1:* for loopback"),
    OptionField(
      "round_deadline", .text, default: "120s", "when a round goes on without missing updates"),
    OptionField(
      "minimum_updates", .integer(atLeast: 1), default: 1,
      "with fewer updates a round leaves the model as it is"),
    OptionField(
      "weighting", .choice(["samples", "uniform"]), default: "samples",
      "whether updates count by their client's samples or alike"),
    OptionField(
      "server", .any, default: ["optimizer": "sgd"], "the server optimizer and its options"),
  ])
}
