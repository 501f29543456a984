import ArgumentParser
import Attacks
import Experiments
import Foundation
import Options
import TensorFiles
import Tensors

/// `muster trigger`: a trigger on saved images.
struct TriggerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger",
    abstract: "Put a trigger on saved images.",
    discussion: """
      Example: muster trigger --name patch --set size=4 --images I.npy --output O.npy

      Images are N × C × H × W float32 in 0...1, before normalization, in and out.
      """)

  @Option(help: "A trigger; 'muster list triggers' shows them.")
  var name: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "An option of the trigger, such as size=4; may be given several times.")
  var assignments: [String] = []

  @Option(help: "The images: N × C × H × W float32, NumPy format.")
  var images: String

  @Option(help: "Where the triggered images go.")
  var output: String

  func run() throws {
    var document = try YAMLDocument("{}", name: "--set")
    for assignment in assignments { try document.set(assignment) }
    let trigger = try Triggers.make(name, options: document.tree, at: [])
    let file = try NumpyFile(contentsOf: images)
    guard file.shape.count == 4 else {
      throw ValidationError("\(images) has the shape \(file.shape); images are N × C × H × W")
    }
    let values = file.floats
    guard values.allSatisfy({ (0...1).contains($0) }) else {
      throw ValidationError(
        "\(images) holds values outside 0...1; triggers act on pixels before normalization")
    }
    let shape = ImageShape(channels: file.shape[1], height: file.shape[2], width: file.shape[3])
    try trigger.check(shape)
    let triggered = Self.apply(trigger, to: values, shape: shape)
    try NumpyFile(shape: file.shape, values: .float32(triggered)).write(to: output)
  }

  private static func apply(
    _ trigger: any Trigger, to values: [Float], shape: ImageShape
  ) -> [Float] {
    var values = values
    for sample in 0..<(shape.count == 0 ? 0 : values.count / shape.count) {
      var all = values.mutableSpan
      var image = all._mutatingExtracting(sample * shape.count..<(sample + 1) * shape.count)
      trigger.apply(to: &image, shape: shape, sample: sample)
    }
    return values
  }
}
