import Kernels
import Options
import Tensors
import TestSupport
import Testing

/// Norms and residual blocks against PyTorch's values, gradients and running statistics.
@Suite struct GoldenNormTests {
  static func cases(_ algorithm: String) -> [GoldenCase] {
    GoldenLayerTests.golden?.cases(of: algorithm) ?? []
  }

  @Test(arguments: Setup.all, cases("batch_norm"))
  func `batch normalization agrees`(setup: Setup, golden: GoldenCase) throws {
    let kernel = try setup.make().norm(
      .batch, on: try golden.imageShape("input"), layout: setup.layout, fusesReLU: false)
    let run = try golden.run(
      kernel, parameters: ["weight", "bias"], buffers: ["runningMean", "runningVariance"])
    try golden.check(run)
    try golden.check(run.buffers, ["after.runningMean", "after.runningVariance"])
  }

  @Test(arguments: Setup.all, cases("group_norm"))
  func `group normalization agrees`(setup: Setup, golden: GoldenCase) throws {
    let groups = try #require(golden.parameters["groups"]?.integer)
    let kernel = try setup.make().norm(
      .group(groups), on: try golden.imageShape("input"), layout: setup.layout, fusesReLU: false)
    try golden.check(try golden.run(kernel, parameters: ["weight", "bias"]))
  }

  @Test(arguments: Setup.all, cases("residual_block"))
  func `residual blocks agree`(setup: Setup, golden: GoldenCase) throws {
    let kernel = try setup.make().residualBlock(
      ResidualGeometry(
        input: try golden.imageShape("input"), outputChannels: try golden.tensor("conv2").shape[0],
        stride: try #require(golden.parameters["stride"]?.integer)),
      layout: setup.layout)
    var parts = [("conv1", "norm1"), ("conv2", "norm2")]
    if golden.inputs["shortcutConv"] != nil { parts.append(("shortcutConv", "shortcutNorm")) }
    let parameters = parts.flatMap { [$0.0, "\($0.1).weight", "\($0.1).bias"] }
    let buffers = parts.flatMap { ["\($0.1).runningMean", "\($0.1).runningVariance"] }
    let run = try golden.run(kernel, parameters: parameters, buffers: buffers)
    #expect(try golden.excess(run.output, "output") <= 0)
    #expect(try golden.excess(run.inputGradient, "inputGradient.input") <= 0)
    try golden.check(run.parameterGradients, parameters.map { "gradient.\($0)" })
    try golden.check(run.buffers, buffers.map { "after.\($0)" })
  }
}

extension GoldenCase {
  /// Runs a kernel in the mode that the case names, with the tensors of these names.
  fileprivate func run(
    _ kernel: any LayerKernel, parameters: [String], buffers: [String] = []
  ) throws -> LayerRun {
    let input = try tensor("input")
    return try LayerRun(
      kernel, batch: input.shape[0], input: input.values, upstream: try floats("upstream"),
      parameters: try parameters.map { try floats($0) },
      buffers: try buffers.map { try floats($0) },
      purpose: self.parameters["training"] == .bool(true) ? .training : .evaluation)
  }

  /// Compares arrays with the expectations of these names.
  fileprivate func check(_ got: [[Float]], _ keys: [String]) throws {
    #expect(got.count == keys.count)
    for (values, key) in zip(got, keys) { #expect(try excess(values, key) <= 0, "\(key)") }
  }
}
