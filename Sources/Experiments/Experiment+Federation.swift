import Aggregation
import Attacks
import Options

extension Experiment {
  /// Reads the `federation` section and what it must go together with.
  static func federation(
    _ tree: inout OptionValue, clients: Int
  ) throws(OptionError) -> FederationOptions {
    let path = ["federation"]
    if tree["federation"]?["clients_per_round"] == .null {
      tree["federation"]?["clients_per_round"] = .int(clients)
    }
    let given = tree["federation"]?["server"] ?? .null
    let server = try server(given, at: path)
    tree["federation"]?["server"] = server
    var options: FederationOptions = read(tree["federation"])
    // Decoding turns snake_case into camelCase, also in a tree that stays a tree.
    options.server = server
    let perRound = options.clientsPerRound ?? clients
    guard perRound <= clients else {
      throw .conflict(
        path: path + ["clients_per_round"],
        reason: "\(perRound) of \(clients) clients cannot be sampled; ask for at most \(clients)")
    }
    guard options.minimumUpdates <= perRound else {
      throw .conflict(
        path: path + ["minimum_updates"],
        reason: "a round has \(perRound) clients; ask for at most \(perRound) updates")
    }
    guard Duration(text: options.roundDeadline) != nil else {
      throw .outOfRange(
        path: path + ["round_deadline"], seen: .string(options.roundDeadline),
        allowed: "a length of time such as 120s, 2m or 500ms")
    }
    guard isTransport(options.transport) else {
      throw .outOfRange(
        path: path + ["transport"], seen: .string(options.transport),
        allowed: "ipc, or tcp on loopback such as tcp://127.0.0.1:* or tcp://127.0.0.1:5555")
    }
    return options
  }

  /// The server optimizer's section, `{ optimizer: sgd, learning_rate: 1.0 }`.
  private static func server(
    _ section: OptionValue, at path: OptionPath
  ) throws(OptionError) -> OptionValue {
    let place = path + ["server"]
    let all = ServerOptimizers.all
    let named = try NamedOptions(
      section, key: "optimizer", known: all.map { $0.name }, at: place)
    let type = try PlugIns.find(named.name, in: all, at: place + ["optimizer"]) { $0.name }
    return named.with(try type.schema.resolve(named.options, at: place))
  }

  private static func isTransport(_ text: String) -> Bool {
    if text == "ipc" { return true }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "tcp", parts[1] == "//127.0.0.1" else { return false }
    return parts[2] == "*" || UInt16(parts[2]).map { $0 > 0 } == true
  }
}

extension AttackPlan {
  /// Refuses an attack that the federation leaves no room for.
  func check(federation: FederationOptions, clients: Int) throws(OptionError) {
    if schedule.firstRound > federation.rounds {
      let key = if case .window = schedule { "from" } else { "round" }
      throw .conflict(
        path: ["attack", "schedule", key],
        reason: "round \(schedule.firstRound) does not come in \(federation.rounds) rounds")
    }
    if case .clients(let ids) = selection, ids.count >= clients {
      throw .conflict(
        path: ["attack", "clients"],
        reason: "all \(clients) clients would be malicious; leave at least one honest")
    }
    if case .fraction = selection, selection.count(among: clients) >= clients {
      throw .conflict(
        path: ["attack", "fraction"],
        reason: "all \(clients) clients would be malicious; leave at least one honest")
    }
    if federation.processes == .count(1) {
      throw .conflict(
        path: ["federation", "processes"],
        reason: "a malicious client never shares a process with an honest one; use at least 2")
    }
  }
}
