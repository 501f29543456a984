import Aggregation
import Attacks
import Datasets
import Networks
package import Options
import PostTraining
import Tensors

extension Experiment {
  /// Checks a tree and fills in every default.
  ///
  /// - Parameter tree: as an experiment file has it.
  /// - Throws: `OptionError` with the path of the first fault.
  package init(resolving tree: OptionValue) throws(OptionError) {
    var resolved = try Self.schema.resolve(tree)
    try Self.checkName(resolved)

    let dataset = try Self.choice(resolved, "dataset", known: DatasetCatalog.names) {
      (name, path) throws(OptionError) in try DatasetCatalog.find(name, at: path).schema
    }
    resolved["dataset"] = dataset.resolved
    let description = try DatasetCatalog.find(dataset.named.name, at: ["dataset"])

    let partition = try Self.choice(
      resolved, "partition", key: "scheme", known: Partitioners.names, shared: Self.sharedFields
    ) { (name, path) throws(OptionError) in try Partitioners.find(name, at: path).schema }
    resolved["partition"] = partition.resolved
    let clients: Int = Self.read(partition.resolved["clients"])

    let architecture = try Self.model(
      resolved, input: description.imageShape, classCount: description.classCount)
    resolved["model"] = architecture.resolved

    let federation = try Self.federation(&resolved, clients: clients)
    let training: TrainingOptions = Self.read(resolved["training"])
    try training.augmentation?.check(
      description.imageShape, at: ["training", "augmentation"])
    let defense = try Self.defense(&resolved, perRound: federation.clientsPerRound ?? clients)

    name = Self.read(resolved["name"])
    seed = Self.read(resolved["seed"])
    evaluateEvery = Self.read(resolved["evaluation"]?["every"])
    asksForCleanTwin = Self.read(resolved["evaluation"]?["clean_twin"])
    postTraining = try Self.postTraining(&resolved, model: architecture.model)
    attack = try Self.attack(
      &resolved, federation: federation,
      setting: AttackSetting(
        clientCount: clients,
        images: PoisoningSetting(
          dataset: dataset.named.name, shape: description.imageShape,
          classCount: description.classCount),
        training: training, model: architecture.model))
    self.dataset = dataset.named
    self.partition = partition.named
    self.clients = clients
    withheld = Self.read(partition.resolved["withheld"])
    self.model = architecture.model
    self.training = training
    self.federation = federation
    self.defense = defense
    self.tree = resolved
  }

  // MARK: - Sections

  /// The keys of any partition.
  package static let sharedFields: [OptionField] = [
    .required("clients", .integer(1...1_000_000), "how many clients there are"),
    .init(
      "withheld", .list(of: .integer(atLeast: 0)), default: [],
      "training images that nobody gets, by position; attacks may withhold more"),
  ]

  private static func checkName(_ tree: OptionValue) throws(OptionError) {
    let name: String = read(tree["name"])
    let isPlain =
      !name.isEmpty && name.utf8.count <= 60
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x5F].contains($0)
      } && !name.hasPrefix(".")
    guard isPlain else {
      throw .outOfRange(
        path: ["name"], seen: .string(name),
        allowed: "1 to 60 letters, digits, '-', '_' and '.', not starting with '.'")
    }
  }

  /// A plug-in picked by name, with its options checked by its own schema.
  ///
  /// `shared` are keys that the section has whatever was picked.
  private static func choice(
    _ tree: OptionValue, _ section: String, key: String = "name", known: [String],
    shared: [OptionField] = [],
    schema: (String, OptionPath) throws(OptionError) -> OptionSchema
  ) throws(OptionError) -> (named: NamedOptions, resolved: OptionValue) {
    let path = [section]
    let given = try NamedOptions(tree[section] ?? .null, key: key, known: known, at: path)
    let own = try schema(given.name, path)
    let checked = try OptionSchema(shared + own.fields).resolve(given.options, at: path)
    var options = checked
    for field in shared { options[field.key] = nil }
    return (given.replacing(options), given.with(checked))
  }

  private static func model(
    _ tree: OptionValue, input: ImageShape, classCount: Int
  ) throws(OptionError) -> (model: Model, resolved: OptionValue) {
    let section = tree["model"] ?? .null
    if let layers = section["layers"] {
      _ = try OptionSchema([.required("layers", .list(of: .any), "layers in order")])
        .resolve(section, at: ["model"])
      let model = try Models.make(
        layers: layers, input: input, classCount: classCount, at: ["model", "layers"])
      return (model, section)
    }
    let chosen = try choice(tree, "model", known: Models.names + ["layers"]) {
      (name, path) throws(OptionError) in
      try PlugIns.find(name, in: Models.all, at: path + ["name"]) { $0.name }.schema
    }
    let model = try Models.make(
      chosen.named.name, options: chosen.named.options, input: input, classCount: classCount,
      at: ["model"])
    return (model, chosen.resolved)
  }

  private static func defense(
    _ tree: inout OptionValue, perRound: Int
  ) throws(OptionError) -> [NamedOptions] {
    guard case .array(let stages)? = tree["defense"] else { return [] }
    var named: [NamedOptions] = []
    for (index, stage) in stages.enumerated() {
      let path = ["defense", "\(index)"]
      let given = try NamedOptions(stage, known: DefenseStages.all.map { $0.name }, at: path)
      let type = try PlugIns.find(given.name, in: DefenseStages.all, at: path + ["name"]) {
        $0.name
      }
      named.append(given.replacing(try type.schema.resolve(given.options, at: path)))
    }
    tree["defense"] = .array(named.map { $0.with($0.options) })
    try DefensePipeline(named.map { .init($0.name, $0.options) }).check(clientCount: perRound)
    return named
  }

  private static func postTraining(
    _ tree: inout OptionValue, model: Model
  ) throws(OptionError) -> PostTrainingPlan? {
    guard let section = tree["post_training"], section != .null else { return nil }
    let plan = try PostTrainingPlan.read(section, model: model)
    tree["post_training"] = plan.resolved
    return plan
  }

  private static func attack(
    _ tree: inout OptionValue, federation: FederationOptions, setting: AttackSetting
  ) throws(OptionError) -> AttackPlan? {
    guard let section = tree["attack"], section != .null else { return nil }
    let plan = try AttackPlan.read(section, setting: setting)
    tree["attack"] = plan.resolved
    try plan.check(federation: federation, clients: setting.clientCount)
    return plan
  }

  /// A value that the schema has made sure of.
  static func read<Value: Decodable>(_ value: OptionValue?) -> Value {
    do {
      return try (value ?? .null).decoded()
    } catch {
      preconditionFailure("the experiment's schema and its type disagree: \(error)")
    }
  }
}
