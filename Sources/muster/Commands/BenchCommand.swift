import ArgumentParser
import Benchmarks

/// `muster bench`: what this machine does, against what it could do.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine against its own limits.",
    discussion: """
      Example: muster bench kernels --model lenet --batch-size 64

      Without a subcommand all of them run, which takes some minutes. A limit is measured in the \
      same run as what is held against it; nothing is judged. Medians of --repeat measurements.
      """,
    subcommands: [
      KernelsBench.self, RoundBench.self, TransportBench.self, AggregationBench.self,
      StartupBench.self,
    ])

  @OptionGroup var session: BenchSession

  func run() async throws { try await session.run(BenchmarkCatalog.all.map { $0.init() }) }

  /// `muster bench kernels`.
  struct KernelsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: KernelsBenchmark.name, abstract: "\(KernelsBenchmark.summary.capitalizedFirst).")

    @Option(help: "A model that 'muster list models' shows; may be given several times.")
    var model: [String] = []

    @Option(help: "Images in one step; may be given several times. (default: 16, 32 and 64)")
    var batchSize: [Int] = []

    @OptionGroup var session: BenchSession

    func run() async throws {
      var benchmark = KernelsBenchmark()
      benchmark.models = model
      try batchSize.check(in: 1...65_536, "--batch-size")
      if !batchSize.isEmpty { benchmark.batchSizes = batchSize }
      try await session.run([benchmark])
    }
  }

  /// `muster bench round`.
  struct RoundBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: RoundBenchmark.name, abstract: "\(RoundBenchmark.summary.capitalizedFirst).",
      discussion: "LeNet with ten clients of 600 images: MNIST where it is, else glyphs.")

    @Option(
      name: .customLong("set"), parsing: .unconditionalSingleValue,
      help: "Override a key of the experiment, such as model.name=mlp; may be given several times.")
    var overrides: [String] = []

    @OptionGroup var session: BenchSession

    func run() async throws {
      var benchmark = RoundBenchmark()
      benchmark.overrides = overrides
      try await session.run([benchmark])
    }
  }

  /// `muster bench transport`.
  struct TransportBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: TransportBenchmark.name,
      abstract: "\(TransportBenchmark.summary.capitalizedFirst).")

    @Option(help: "Clients of a round; may be given several times. (default: 10, 50 and 200)")
    var clients: [Int] = []

    @Option(help: "Bytes of a model; may be given several times. (default: 4 MiB and 45 MiB)")
    var bytes: [Int] = []

    @OptionGroup var session: BenchSession

    func run() async throws {
      var benchmark = TransportBenchmark()
      try clients.check(in: 1...1000, "--clients")
      try bytes.check(in: 4...1 << 30, "--bytes")
      if !clients.isEmpty { benchmark.clients = clients }
      if !bytes.isEmpty { benchmark.payloads = bytes }
      try await session.run([benchmark])
    }
  }

  /// `muster bench aggregation`.
  struct AggregationBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: AggregationBenchmark.name,
      abstract: "\(AggregationBenchmark.summary.capitalizedFirst).")

    @Option(help: "The number of updates.")
    var clients = AggregationBenchmark().clients

    @Option(help: "The number of parameters of each.")
    var parameters = AggregationBenchmark().parameters

    @Option(
      name: .customLong("f"), help: "How many clients are taken for malicious; a fifth if left out."
    )
    var byzantineCount: Int?

    @OptionGroup var session: BenchSession

    func run() async throws {
      var benchmark = AggregationBenchmark()
      try [clients].check(in: 1...100_000, "--clients")
      try [parameters].check(in: 1...500_000_000, "--parameters")
      try [byzantineCount ?? 0].check(in: 0...clients, "--f")
      benchmark.clients = clients
      benchmark.parameters = parameters
      benchmark.byzantineCount = byzantineCount
      try await session.run([benchmark])
    }
  }

  /// `muster bench startup`.
  struct StartupBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: StartupBenchmark.name, abstract: "\(StartupBenchmark.summary.capitalizedFirst).")

    @Option(help: "Client processes; may be given several times. (default: 1, 2, 4 and 10)")
    var processes: [Int] = []

    @OptionGroup var session: BenchSession

    func run() async throws {
      var benchmark = StartupBenchmark()
      try processes.check(in: 1...10, "--processes")
      if !processes.isEmpty { benchmark.processes = processes }
      try await session.run([benchmark])
    }
  }
}

extension [Int] {
  /// Refuses numbers that make no sense.
  fileprivate func check(in range: ClosedRange<Int>, _ option: String) throws {
    for value in self where !range.contains(value) {
      throw ValidationError(
        "\(option) is \(value); give \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
