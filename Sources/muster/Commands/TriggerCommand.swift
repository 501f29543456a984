import ArgumentParser
import Attacks
import Experiments
import Foundation
import Options
import Pictures
import TensorFiles
import Tensors

/// `muster trigger`: a trigger on images, to a file or to look at.
struct TriggerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger",
    abstract: "Put a trigger on images: saved ones, or a data set's to look at.",
    discussion: """
      Examples:
        muster trigger --name patch --set size=4 --images I.npy --output O.npy
        muster trigger --name warp --set strength=2 --preview warp.png

      Images are N × C × H × W float32 in 0...1, before normalization, in and out. Without --images, \
      the first test images of a data set are taken.
      """)

  @Option(help: "A trigger; 'muster list triggers' shows them.")
  var name: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "An option of the trigger, such as size=4; may be given several times.")
  var assignments: [String] = []

  @Option(help: "The images: N × C × H × W float32, NumPy format.")
  var images: String?

  @OptionGroup var source: TriggerImageSource

  @Option(help: "Where the triggered images go, NumPy format.")
  var output: String?

  @Option(help: "Where a picture of the first images goes, PNG: original, triggered, difference.")
  var preview: String?

  func validate() throws {
    guard output != nil || preview != nil else {
      throw ValidationError("give --output for the triggered images, or --preview for a picture")
    }
    guard images == nil || source.dataset == nil else {
      throw ValidationError("give the images either by --images or by --dataset")
    }
  }

  func run() throws {
    var document = try YAMLDocument("{}", name: "--set")
    for assignment in assignments { try document.set(assignment) }
    let trigger = try Triggers.make(name, options: document.tree, at: [])
    let originals = try images.map(StackedImages.init(contentsOf:)) ?? source.load()
    try trigger.check(originals.shape)
    let triggered = originals.with(trigger)
    if let output { try triggered.write(to: output) }
    if let preview {
      let drawing = try TriggerPreview(originals, triggered, count: source.count)
      try drawing.picture.write(to: preview)
      print("\(preview): \(drawing.caption)")
    }
  }
}
