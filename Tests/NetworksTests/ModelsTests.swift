import Kernels
import Networks
import Options
import Tensors
import Testing

struct ModelsTests {
  private let input = ImageShape(channels: 1, height: 28, width: 28)

  @Test func `names are unique and the schemas' defaults are options`() throws {
    #expect(Set(Models.names).count == Models.names.count)
    for architecture in Models.all { try conforms(architecture) }
  }

  private func conforms<Architecture: ModelArchitecture>(
    _ architecture: Architecture.Type
  ) throws {
    #expect(!architecture.summary.isEmpty && !architecture.source.isEmpty)
    _ = try architecture.options(from: .null)
    let model = try Models.make(architecture.name, input: input, classCount: 10)
    #expect(model.name == architecture.name)
    #expect(model.places.last?.output == ImageShape(channels: 10, height: 1, width: 1))
  }

  @Test func `the hidden layers of an mlp can be chosen`() throws {
    let model = try Models.make(
      "mlp", options: ["hidden": [30, 20, 10]], input: input, classCount: 5)
    #expect(
      model.layout.entries.filter { $0.kind == .linearWeight }.map(\.shape)
        == [[30, 784], [20, 30], [10, 20], [5, 10]])
    let none = try Models.make("mlp", options: ["hidden": []], input: input, classCount: 5)
    #expect(none.layout.entries.map(\.shape) == [[5, 784], [5]])
  }

  @Test func `an unknown model lists the known ones`() {
    #expect(
      throws: OptionError.unknownName(
        path: ["model", "name"], name: "le-net",
        known: [
          "softmax-regression", "mlp", "lenet", "mcmahan-cnn", "vgg-9", "resnet-8", "resnet-18",
        ])
    ) { try Models.make("le-net", input: input, classCount: 10, at: ["model"]) }
  }

  @Test func `options that a model lacks are refused`() {
    #expect(throws: OptionError.unknownKey(path: ["model", "hidden"], known: [])) {
      try Models.make(
        "lenet", options: ["hidden": [3]], input: input, classCount: 10, at: ["model"])
    }
    #expect(
      throws: OptionError.outOfRange(
        path: ["hidden", "1"], seen: 0, allowed: "a whole number from 1 to 1000000")
    ) { try Models.make("mlp", options: ["hidden": [3, 0]], input: input, classCount: 10) }
  }

  @Test func `a model that the images are too small for is refused where it is named`() {
    let tiny = ImageShape(channels: 1, height: 8, width: 8)
    let error = #expect(throws: OptionError.self) {
      try Models.make("lenet", input: tiny, classCount: 10, at: ["model"])
    }
    #expect(error?.path == ["model"])
    #expect(error?.description.contains("the 5×5 window of conv2 does not fit into 20×2×2") == true)
  }

  @Test func `a list of layers makes a model`() throws {
    let layers: OptionValue = [
      ["type": "conv2d", "channels": 4, "kernel": 3, "stride": 2, "padding": 1], ["type": "relu"],
      ["type": "max-pool", "kernel": 2], ["type": "avg-pool", "kernel": 3, "stride": 1],
      ["type": "flatten"], ["type": "dropout", "rate": 0.25], ["type": "dropout"],
      ["type": "linear", "outputs": 12], ["type": "linear", "outputs": "classes"],
    ]
    let model = try Models.make(layers: layers, input: input, classCount: 3)
    #expect(model.name == "custom")
    #expect(
      model.layers == [
        .convolution(channels: 4, kernel: 3, stride: 2, padding: 1), .relu,
        .maxPooling(kernel: 2, stride: 2), .averagePooling(kernel: 3, stride: 1), .flatten,
        .dropout(rate: 0.25), .dropout(rate: 0.5), .linear(outputs: 12), .linear(outputs: 3),
      ])
  }

  @Test func `residual networks can be listed layer by layer`() throws {
    let layers: OptionValue = [
      ["type": "conv2d", "channels": 8, "kernel": 3, "bias": false], ["type": "batch-norm"],
      ["type": "relu"], ["type": "group-norm", "groups": 4],
      ["type": "residual-block", "channels": 16, "stride": 2],
      ["type": "residual-block", "channels": 16, "norm": "group-norm", "groups": 8],
      ["type": "global-avg-pool"], ["type": "linear", "outputs": "classes"],
    ]
    let model = try Models.make(layers: layers, input: input, classCount: 3)
    #expect(
      model.layers == [
        .convolution(channels: 8, kernel: 3, hasBias: false), .norm(.batch), .relu,
        .norm(.group(4)), .residual(channels: 16, stride: 2, norm: .batch),
        .residual(channels: 16, norm: .group(8)), .globalAveragePooling, .linear(outputs: 3),
      ])
    #expect(
      model.layout.entries.map(\.name).filter { $0.hasPrefix("b") || $0.hasPrefix("g") } == [
        "bn1.weight", "bn1.bias", "gn1.weight", "gn1.bias", "block1.conv1.weight",
        "block1.bn1.weight", "block1.bn1.bias", "block1.conv2.weight", "block1.bn2.weight",
        "block1.bn2.bias", "block1.downsample.0.weight", "block1.downsample.1.weight",
        "block1.downsample.1.bias", "block2.conv1.weight", "block2.bn1.weight",
        "block2.bn1.bias", "block2.conv2.weight", "block2.bn2.weight", "block2.bn2.bias",
      ])
  }

  @Test func `a list of the layers of lenet is lenet`() throws {
    let layers: OptionValue = [
      ["type": "conv2d", "channels": 20, "kernel": 5], ["type": "relu"],
      ["type": "max-pool", "kernel": 2], ["type": "conv2d", "channels": 50, "kernel": 5],
      ["type": "relu"], ["type": "max-pool", "kernel": 2], ["type": "flatten"],
      ["type": "linear", "outputs": 500], ["type": "relu"], ["type": "linear", "outputs": 10],
    ]
    let listed = try Models.make(layers: layers, input: input, classCount: 10)
    let named = try Models.make("lenet", input: input, classCount: 10)
    #expect(listed.layers == named.layers && listed.places == named.places)
  }

  @Test func `what is wrong with a listed layer is said where it stands`() {
    func refusal(_ layers: OptionValue) -> OptionError? {
      #expect(throws: OptionError.self) {
        try Models.make(layers: layers, input: input, classCount: 10, at: ["model", "layers"])
      }
    }
    let last: OptionValue = ["type": "linear", "outputs": 10]
    #expect(
      refusal("lenet")
        == .wrongType(path: ["model", "layers"], seen: "lenet", allowed: "a list of layers"))
    #expect(refusal([["kernel": 2]])?.path == ["model", "layers", "0", "type"])
    #expect(
      refusal([last, ["type": "max-pol", "kernel": 2]])
        == .unknownName(
          path: ["model", "layers", "1", "type"], name: "max-pol", known: Layer.types.map(\.name)))
    #expect(
      refusal([["type": "conv2d", "channels": 3]])
        == .missingKey(
          path: ["model", "layers", "0", "kernel"], allowed: "a whole number from 1 to 65535"))
    #expect(
      refusal([["type": "relu", "slope": 0.1], last])
        == .unknownKey(path: ["model", "layers", "0", "slope"], known: []))
    #expect(refusal([last, ["type": "max-pool", "kernel": 2]])?.path == ["model", "layers", "1"])
    #expect(refusal([])?.path == ["model", "layers"])
  }

  @Test func `every type of layer has a summary and can be listed`() throws {
    let needed: [String: OptionValue] = [
      "conv2d": ["type": "conv2d", "channels": 1, "kernel": 1],
      "linear": ["type": "linear", "outputs": 1], "max-pool": ["type": "max-pool", "kernel": 1],
      "avg-pool": ["type": "avg-pool", "kernel": 1],
      "group-norm": ["type": "group-norm", "groups": 1],
      "residual-block": ["type": "residual-block", "channels": 1],
    ]
    for type in Layer.types {
      #expect(!type.summary.isEmpty)
      _ = try Layer(needed[type.name] ?? ["type": .string(type.name)], classCount: 2)
    }
  }
}
