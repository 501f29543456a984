import Aggregation
import Attacks
import Experiments
import Datasets
import Foundation
import Kernels
import Messaging
import Networks
import Options
import Protocol
import Randomness
package import RunStore
import TensorFiles
import Tensors

/// One run from the first process to the summary.
///
/// It is the experimenter: it knows the ground truth, places clients, measures, records. What it
/// hands to the coordinator has the attack taken out.
package struct Simulation {
  let request: SimulationRequest
  private let report: @Sendable (SimulationEvent) -> Void
  private let data: ExperimentData
  let malicious: [Int]
  let plan: ProcessPlan
  private let clock = ContinuousClock()

  var experiment: Experiment { request.experiment }

  /// Places the clients; starts nothing.
  ///
  /// - Parameters:
  ///   - request: what to run.
  ///   - report: told what happens, as it happens.
  package init(
    _ request: SimulationRequest, report: @escaping @Sendable (SimulationEvent) -> Void
  ) {
    self.request = request
    let log = RunLog(request.folder)
    self.report = { event in
      event.write(to: log)
      report(event)
    }
    data = request.data
    let experiment = request.experiment
    malicious =
      experiment.attack?.malicious(among: experiment.clients, random: experiment.root) ?? []
    plan = ProcessPlan(
      experiment.federation.processes, clients: experiment.clients, malicious: malicious,
      cores: request.cores)
  }

  /// Runs the rounds that are left, then the clean twin and post-training.
  ///
  /// - Parameters:
  ///   - checkpoint: what to go on from; nil for a new run.
  ///   - interrupts: when the first of them comes, the run ends after what it is doing.
  /// - Returns: the summary, which is also in the folder, whatever the run's end.
  /// - Throws: `RunStoreError` when the folder cannot be written; everything else ends in a summary
  ///   with status `failed`.
  package func run(
    from checkpoint: Checkpoint?, interrupts: AsyncStream<SignalWatch.Signal>
  ) async throws -> Summary {
    var summary = emptySummary()
    summary.rounds = try RoundLog.read(request.folder).filter { $0.round <= checkpoint?.round ?? 0 }
    let sockets = try SocketFolder()
    let context = try Context()
    do {
      let adversary = try await openAdversary(checkpoint, sockets: sockets, context: context)
      let pool = try await openPool(adversary, sockets: sockets, context: context)
      let (passedOn, twinInterrupts) = AsyncStream.makeStream(of: SignalWatch.Signal.self)
      let watcher = Task {
        for await signal in interrupts {
          twinInterrupts.yield(signal)
          await pool.interrupt()
        }
      }
      defer { watcher.cancel() }
      do {
        try await federate(pool, adversary, from: checkpoint, interrupts: passedOn, &summary)
      } catch {
        await end(pool, adversary, &summary)
        throw error
      }
      await end(pool, adversary, &summary)
    } catch FederationError.interrupted {
      summary.status = .interrupted
    } catch let error as RunStoreError {
      throw error
    } catch {
      summary.status = .failed
      summary.error = "\(error)"
    }
    await context.terminate()
    withExtendedLifetime(sockets) {}
    summary.seconds.total = (clock.now - request.start).inSeconds
    summary.measureAttack()
    try DurableFile.replace(request.folder.summary, with: RunJSON.document(summary))
    return summary
  }

  // MARK: - Parts

  private func emptySummary() -> Summary {
    var summary = Summary(
      runId: request.folder.id, name: experiment.name, seed: experiment.seed,
      version: request.version, backend: request.backend.name.rawValue)
    summary.instructionSet = request.backend.instructionSet
    summary.parameters = experiment.model.parameterCount
    summary.processes = plan.hosts.count
    summary.maliciousClients = malicious
    summary.attack = experiment.attack.map { AttackRecord($0, maliciousClients: malicious) }
    return summary
  }

  /// Binds the router and makes the pool around it, with its processes on their way.
  private func openPool(
    _ adversary: AdversaryEndpoint?, sockets: SocketFolder, context: Context
  ) async throws -> ClientPool {
    report(.starting(processes: plan.hosts.count))
    let sealed = experiment.withoutAttack(withholding: data.partition.withheld)
    var settings = PoolSettings(
      runID: request.folder.id, hosts: plan.hosts.map(\.clients),
      sampleCounts: data.partition.clients.map(\.count),
      parameterCount: experiment.model.parameterCount,
      bufferLayout: experiment.model.bufferLayout, slots: request.cores,
      experiment: String(
        decoding: try RunJSON.line(sealed.withoutDefense().tree), as: UTF8.self))
    show(adversary, to: &settings)
    let endpoint = try Endpoint(
      .router,
      options: SocketOptions().limitingFrames(
        to: settings.limits.maximumFrameBytes ?? 0, count: WireLimits.maximumFrames),
      context: context)
    let transport = experiment.federation.transport
    let address = try await endpoint.bind(
      to: transport == "ipc" ? sockets.address("router") : Address(transport))
    let launcher = LocalLauncher(
      plan: plan,
      template: ClientAssignment(
        runId: request.folder.id, address: "\(address)", process: 0, token: "", clients: [],
        backend: request.backend.name.rawValue,
        experiment: try experiment.asAttackersKnowIt().yaml(), maliciousClients: []),
      sealed: try sealed.yaml(), malicious: malicious, adversary: adversary,
      folder: request.folder, executable: request.executable)
    let pool = ClientPool(settings, launcher: launcher, endpoint: endpoint)
    try await pool.start()
    return pool
  }

  /// Notes when the first task was sent, and sees everybody off.
  private func end(
    _ pool: ClientPool, _ adversary: AdversaryEndpoint?, _ summary: inout Summary
  ) async {
    if let first = await pool.firstTask {
      summary.seconds.startup = (first - request.start).inSeconds
    }
    await pool.stop()
    await adversary?.close()
  }

  /// The rounds and what follows them.
  private func federate(
    _ pool: ClientPool, _ adversary: AdversaryEndpoint?, from checkpoint: Checkpoint?,
    interrupts: AsyncStream<SignalWatch.Signal>, _ summary: inout Summary
  ) async throws {
    var scorer = Scorer(
      goal: request.twin?.goal ?? ScoringGoal(experiment.attack), data: data, plan: plan,
      pool: pool)
    var coordinator = try Coordinator(
      experiment.withoutAttack(withholding: data.partition.withheld), pool: pool,
      sampler: sampler(),
      sampleCounts: data.partition.clients.map(\.count), hosts: plan.hosts.map(\.clients))
    summary.defense = coordinator.defenseKnowledge
    var pending: PendingRound?
    if let checkpoint {
      try coordinator.restore(checkpoint)
      scorer = scorer.knowing(checkpoint.kept)
      // The last round's row waits for its scores while the next one trains, and may be missing.
      if summary.rounds.last?.round != checkpoint.round {
        pending = self.pending(checkpoint.record, coordinator, scorer)
      }
    }
    let first = (checkpoint?.round ?? 0) + 1
    let log = try RoundLog(request.folder, keepingThrough: first - 1)
    // What a run that ends before its first task has to say; any other says when that was.
    summary.seconds.startup = (clock.now - request.start).inSeconds

    for round in stride(from: first, through: experiment.federation.rounds, by: 1) {
      report(.roundStarted(round))
      let record = try await self.round(round, &coordinator, pool, adversary)
      if let pending { try await finish(pending, log, &summary) }
      let kept = await adversary?.kept ?? []
      scorer = scorer.knowing(kept)
      try Checkpoint(
        model: coordinator.state, record: record, history: coordinator.history(), kept: kept
      ).write(to: request.folder, of: experiment.model)
      pending = self.pending(record, coordinator, scorer)
    }
    if let pending { try await finish(pending, log, &summary) }
    try save(coordinator.state, to: request.folder.model)
    summary.final = Summary.Score(
      cleanAccuracy: summary.rounds.last?.cleanAccuracy,
      attackSuccessRate: summary.rounds.last?.attackSuccessRate,
      robustAccuracy: summary.rounds.last?.robustAccuracy)
    // A clean twin is there to be compared with, up to its last round.
    guard request.twin == nil else { return }
    if experiment.asksForCleanTwin, experiment.attack != nil {
      let comparison = try CleanTwin.Comparison(forced: forcedClients(), goal: scorer.goal)
      summary.cleanTwin = try await CleanTwin(of: request, comparison, report: report)
        .run(interrupts: interrupts)
    }
    try await repair(coordinator.state, scorer, &summary)
  }

  /// One round without its scores, with its detection figures.
  private func round(
    _ round: Int, _ coordinator: inout Coordinator, _ pool: ClientPool,
    _ adversary: AdversaryEndpoint?
  ) async throws -> RoundRecord {
    let start = clock.now
    await adversary?.begin(round: round)
    var record = try await coordinator.run(round: round)
    await adversary?.endRound()
    if experiment.attack != nil {
      record.detection = DetectionFigures(record.verdicts, malicious: malicious)
    }
    let news = await pool.takeNews()
    record.restarts = news.restarts
    record.refused = news.refused
    for (reason, count) in await adversary?.takeRefusals() ?? [:] {
      record.refused["between attackers: \(reason)"] = count
    }
    record.bytes = news.traffic
    record.seconds.total = (clock.now - start).inSeconds
    return record
  }

  /// A round whose model is scored from now on, if it is one of those that are.
  private func pending(
    _ record: RoundRecord, _ coordinator: Coordinator, _ scorer: Scorer
  ) -> PendingRound {
    let isScored =
      record.round.isMultiple(of: experiment.evaluateEvery)
      || record.round == experiment.federation.rounds
    if isScored { report(.evaluating(round: record.round)) }
    return PendingRound(record, scorer: isScored ? scorer : nil, model: coordinator.model)
  }

  /// Writes the row of a round once it is complete.
  private func finish(
    _ pending: PendingRound, _ log: RoundLog, _ summary: inout Summary
  ) async throws {
    let record = try await pending.finished()
    try log.append(record)
    summary.rounds.append(record)
    report(.roundFinished(record))
  }

  /// The coordinator's sampler: a schedule that needs its attacker reaches it as forced clients.
  private func sampler() -> ClientSampler {
    ClientSampler(
      clients: experiment.clients, perRound: experiment.clientsPerRound, forced: forcedClients(),
      random: experiment.root.stream(for: "sampling"))
  }

  /// The clients that the attack's schedule wants in a round, by round.
  private func forcedClients() -> [Int: [Int]] {
    if let twin = request.twin { return twin.forced }
    guard let schedule = experiment.attack?.schedule else { return [:] }
    var forced: [Int: [Int]] = [:]
    for round in 1...experiment.federation.rounds {
      forced[round] = schedule.forcedClients(round: round, malicious: malicious)
    }
    return forced
  }

  /// Repairs the final model step by step and scores it after each.
  private func repair(
    _ model: ModelState, _ scorer: Scorer, _ summary: inout Summary
  ) async throws {
    guard
      let postTraining = try PostTrainingRun(experiment, data: data, backend: request.backend)
    else { return }
    let repaired = try await postTraining.run(
      model, before: summary.final, scorer: scorer, report: report, &summary.postTraining)
    try save(repaired, to: request.folder.repairedModel)
  }

  private func save(_ model: ModelState, to path: String) throws {
    try DurableFile.replace(path) { sink in
      try SafeTensors.write(
        [
          (model.parameters, experiment.model.layout),
          (model.buffers, experiment.model.bufferLayout),
        ],
        metadata: ["model": experiment.model.name, "run_id": request.folder.id], to: sink)
    }
  }
}
