import Kernels
import Networks
import Options
import PostTraining
import Randomness
import Tensors
import TestSupport
import Testing

/// Fine-pruning of networks with norms and shortcuts.
struct ResidualPruningTests {
  private let shape = ImageShape(channels: 1, height: 8, width: 8)

  private func model(_ name: String = "resnet-8", _ options: OptionValue = .null) throws -> Model {
    try Models.make(name, options: options, input: shape, classCount: 3)
  }

  private func lastLayer(of model: Model) -> RepairableLayer? {
    model.lastConvolution.flatMap { RepairableLayer(at: $0, of: model) }
  }

  private func images(_ count: Int) -> ImageList {
    var random = RandomStream(seed: 5)
    var list = ImageList([], labels: [], shape: shape, classCount: 3)
    for index in 0..<count {
      list.images.append((0..<shape.count).map { _ in Float(random.uniform()) })
      list.labels.append(index % 3)
    }
    return list
  }

  @Test func `the last convolution of a residual network can be pruned, with what reads it`() throws
  {
    let model = try model()
    let layer = try #require(lastLayer(of: model))
    #expect(layer.name == "layer3.0.conv2")
    #expect(layer.channelCount == 64 && layer.activation == model.layer(named: "layer3.0"))
    let positions = layer.positions(ofChannel: 5)
    // 64 × 3 × 3 weights, scale and shift, and one weight for each of three classes.
    #expect(positions.count == 576 + 2 + 3 && Set(positions).count == positions.count)
    let owners = positions.map { position in
      model.layout.entries.first { $0.range.contains(position) }?.name
    }
    #expect(
      Set(owners) == [
        "layer3.0.conv2.weight", "layer3.0.bn2.weight", "layer3.0.bn2.bias", "fc.weight",
      ])
  }

  @Test func `channels that live on in shortcuts are refused by name`() throws {
    let model = try model("resnet-18")
    let inner = try #require(model.layer(named: "layer4.0"))
    #expect(RepairableLayer(at: inner, of: model) == nil)
    for name in ["layer1.0.conv1", "layer4.0.conv2", "fc"] {
      let plan: OptionValue = ["steps": [["name": "fine-pruning", "layers": [.string(name)]]]]
      #expect(
        throws: OptionError.unknownName(
          path: ["post_training", "steps", "0", "layers", "0"], name: name,
          known: ["conv1", "layer4.1.conv2"])
      ) { try PostTrainingPlan.read(plan, model: model) }
    }
  }

  @Test(arguments: ["batch-norm", "group-norm"])
  func `a channel that is off is silent, or nobody listens`(norm: String) throws {
    let model = try model("resnet-8", ["norm": .string(norm)])
    let network = try Network(
      model, backend: Backends.make(), normalization: .identity(channels: 1))
    let layers = [RepairableLayer(at: 0, of: model), lastLayer(of: model)].compactMap(\.self)
    #expect(layers.count == 2)
    var state = ModelState(
      parameters: model.initialParameters(using: RandomStream(seed: 3)),
      buffers: model.initialBuffers())
    // Shifts that let a channel speak even if its filter is silent.
    for entry in model.layout.entries where entry.kind == .normShift {
      for index in entry.range { state.parameters[index] = 0.3 }
    }
    for layer in layers {
      for position in layer.positions(ofChannel: 2) { state.parameters[position] = 0 }
      try network.load(state)
      let image = images(1).images[0]
      let place = model.places[layer.activation].output
      let size = place.height * place.width
      let activations = try network.activations(after: layer.activation, image.span, batch: 1)
      let channel = activations[2 * size..<3 * size]
      if let reader = layer.reader {
        // The shortcut still speaks, and the scores do not listen.
        #expect(channel.contains { $0 != 0 })
        let inputs = reader.shape[1]
        #expect((0..<3).allSatisfy { state.parameters[reader.offset + $0 * inputs + 2] == 0 })
      } else {
        #expect(channel.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test(arguments: ["batch-norm", "group-norm"])
  func `repair works on a residual network and keeps what is off at zero`(norm: String) throws {
    let model = try model("resnet-8", ["norm": .string(norm)])
    let network = try Network(
      model, backend: Backends.make(), normalization: .identity(channels: 1))
    var options = FinePruning.Options()
    options.maxAccuracyDrop = 1
    options.fineTuneEpochs = 1
    // A last batch of one image.
    options.batchSize = 13
    let state = ModelState(
      parameters: model.initialParameters(using: RandomStream(seed: 3)),
      buffers: model.initialBuffers())
    let steps = try FinePruning(options: options).repair(
      state, of: network,
      with: DefenderImages(splitting: images(50), random: RandomStream(seed: 2)),
      random: RandomStream(seed: 3))
    #expect(steps.map(\.name) == ["prune", "extreme-weights", "fine-tune"])
    let pruned = try #require(steps[0].details["layers"]).elements.first?["pruned"]?.elements
    #expect(pruned?.count == 63)
    let layer = try #require(lastLayer(of: model))
    for case .int(let channel) in pruned ?? [] {
      for position in layer.positions(ofChannel: channel) {
        #expect(steps[2].parameters[position] == 0)
      }
    }
    #expect(steps[0].state.buffers == state.buffers)
    #expect((steps[2].state.buffers != state.buffers) == (norm == "batch-norm"))
    #expect(steps[2].parameters != steps[1].parameters)
  }
}
