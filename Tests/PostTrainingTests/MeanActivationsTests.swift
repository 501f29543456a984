import Networks
import Options
import PostTraining
import Tensors
import TestSupport
import Testing

struct MeanActivationsTests {
  @Test(arguments: try GoldenFile("inspection").cases(of: "fine_pruning_order"))
  func `channels go in the reference's order`(golden: GoldenCase) throws {
    let tensor = try golden.tensor("activations")
    let means = MeanActivations(
      tensor.values, channelCount: tensor.shape[1],
      positionCount: tensor.shape.dropFirst(2).reduce(1, *))
    #expect(try golden.excess(means.values, "means") <= 0)
    #expect(means.order.map(Double.init) == (try golden.expectedNumbers("order")))
  }

  @Test(arguments: TrojanNetwork.Kind.allCases)
  func `a network's activations are measured behind the rectifier`(
    kind: TrojanNetwork.Kind
  ) throws {
    let trojan = try TrojanNetwork(kind)
    let layer = try #require(RepairableLayer(at: 0, of: trojan.model))
    let images = ImageList(
      [[1, 0, 0], [0.5, 0.25, 0], [0, 0, 1]], labels: [0, 0, 1], shape: TrojanNetwork.shape,
      classCount: 2)
    try trojan.network.load(trojan.parameters)
    let means = try MeanActivations(of: layer, in: trojan.network, on: images)
    // Unit 2 has a bias of −0.5 and unit 3 one of −0.1, which would show without a rectifier.
    let expected: [Double] = [2, 1.0 / 3, 2.5, 0.55 / 3]
    for (got, wanted) in zip(means.values, expected) {
      let gap: Double = abs(Double(got) - wanted)
      #expect(gap < 1e-6)
    }
  }

  @Test func `a layer's activations show behind the next rectifier, over pooling`() throws {
    let model = try Model(
      name: "custom", input: ImageShape(channels: 1, height: 8, width: 8), classCount: 3,
      layers: [
        .convolution(channels: 2, kernel: 3), .maxPooling(kernel: 2), .relu,
        .convolution(channels: 4, kernel: 2), .flatten, .linear(outputs: 5), .relu,
        .linear(outputs: 3),
      ])
    let layers = model.layers.indices.map { RepairableLayer(at: $0, of: model) }
    #expect(layers.map { $0?.name } == ["conv1", nil, nil, "conv2", nil, "fc1", nil, nil])
    #expect(layers.map { $0?.activation } == [2, nil, nil, 3, nil, 6, nil, nil])
    let second = try #require(layers[3])
    // conv1 has 18 weights and 2 biases, then come conv2's 4 × 8 weights.
    #expect(second.positions(ofChannel: 1) == Array(28..<36) + [20 + 32 + 1])
  }
}
