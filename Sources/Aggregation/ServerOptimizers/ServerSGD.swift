import Kernels
package import Options

/// The plain step: `w + η · A`.
///
/// Source: Reddi et al., ICLR 2021, arXiv:2003.00295.
package struct ServerSGD: ServerOptimizer {
  package static let name = "sgd"
  package static let summary = "adds the aggregate times the learning rate"
  package static let source = "Reddi et al., ICLR 2021, https://arxiv.org/abs/2003.00295"

  package static let schema = OptionSchema([
    OptionField("learning_rate", .number(above: 0), default: 1.0, "the server's learning rate")
  ])

  package struct Options: Codable, Sendable {
    package var learningRate: Double

    package init(learningRate: Double = 1) { self.learningRate = learningRate }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  package var learningRate: Double { options.learningRate }

  package func step(
    _ parameters: inout [Float], along aggregate: [Float], history: inout NoHistory
  ) {
    var target = parameters.mutableSpan
    Reductions.add(aggregate.span, scaledBy: options.learningRate, to: &target)
  }
}
