package import Networks

/// What attackers see of other clients' updates.
extension AttackContext {
  /// The honest updates that an attack on the round can start from: those of the honest clients if
  /// the attackers are omniscient, their own honest ones if they collude.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: at least one update, by rising client.
  /// - Throws: `AdversaryError`, and what training throws.
  package func observedUpdates(
    _ task: ClientTask, network: Network
  ) throws -> [ObservedUpdate] {
    guard adversary.knowledge == .omniscient else {
      return try colluderUpdates(task, network: network)
    }
    let benign = try adversary.benignUpdates(round: task.round)
    guard !benign.isEmpty else { throw AdversaryError.nothingSeen(round: task.round) }
    return benign
  }

  /// What each malicious client of the round would submit if it were honest; every one is trained
  /// once, by whichever malicious process has time.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: one update for each malicious participant, by rising client.
  /// - Throws: `AdversaryError`, and what training throws.
  package func colluderUpdates(
    _ task: ClientTask, network: Network
  ) throws -> [ObservedUpdate] {
    let clients = try participants(of: task)
    // The task's own client first: whoever is asked begins with what it was asked for.
    let order = [task.client] + clients.filter { $0 != task.client }
    let keys = order.map {
      AdversaryKey(AdversaryKey.honestUpdate, round: task.round, client: $0)
    }
    let values = try adversary.values(of: keys) { key in
      try HonestBehavior().update(
        colleague(key.client ?? task.client, of: task), network: network
      ).update
    }
    return zip(order, values).map { ObservedUpdate(client: $0, update: $1) }
      .sorted { $0.client < $1.client }
  }

  /// The malicious clients of a round, rising.
  package func participants(of task: ClientTask) throws -> [Int] {
    let announced = Set(try task.announcement().participants)
    return malicious.filter { announced.contains($0) }
  }

  /// The task of another malicious client in the same round, as that client gets it.
  package func colleague(_ client: Int, of task: ClientTask) -> ClientTask {
    guard client != task.client else { return task }
    return ClientTask(
      global: task.global, client: client, round: task.round, announcement: try task.announcement(),
      images: images(client), training: task.training,
      random: ClientTask.stream(of: client, round: task.round, root: root))
  }
}
