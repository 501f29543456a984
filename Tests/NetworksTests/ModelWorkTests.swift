import Networks
import Tensors
import Testing

/// Multiply-adds, counted by hand.
@Suite struct ModelWorkTests {
  private let gray = ImageShape(channels: 1, height: 28, width: 28)

  @Test func `a linear layer meets each weight once`() throws {
    let model = try Models.make("softmax-regression", input: gray, classCount: 10)
    #expect(model.forwardMultiplyAdds == 784 * 10)
    #expect(model.trainingOperations(batch: 64) == 6 * 7840 * 64)
  }

  @Test func `a convolution meets its weights at every pixel of the output`() throws {
    let model = try Models.make("lenet", input: gray, classCount: 10)
    let first = 20 * 1 * 5 * 5 * 24 * 24
    let second = 50 * 20 * 5 * 5 * 8 * 8
    #expect(model.forwardMultiplyAdds == first + second + 800 * 500 + 500 * 10)
  }

  @Test func `padding and strides change the output, not the rule`() throws {
    let model = try Model(
      name: "test", input: ImageShape(channels: 3, height: 8, width: 8), classCount: 2,
      layers: [
        .convolution(channels: 4, kernel: 3, stride: 2, padding: 1), .relu, .dropout(rate: 0.5),
        .averagePooling(kernel: 2), .flatten, .linear(outputs: 2),
      ])
    #expect(model.forwardMultiplyAdds == 4 * 3 * 9 * 4 * 4 + 16 * 2)
  }

  @Test func `a residual block is its convolutions`() throws {
    let model = try Models.make(
      "resnet-18", input: ImageShape(channels: 3, height: 32, width: 32), classCount: 10)
    var sum = 3 * 64 * 9 * 1024 + 4 * 64 * 64 * 9 * 1024
    for (channels, pixels) in [(128, 256), (256, 64), (512, 16)] {
      let narrow = channels / 2 * channels
      // The first block halves the image with a 3×3 and a 1×1 convolution.
      sum += (narrow * 9 + narrow + 3 * channels * channels * 9) * pixels
    }
    #expect(model.forwardMultiplyAdds == sum + 512 * 10)
  }
}
