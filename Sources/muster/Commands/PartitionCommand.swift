import ArgumentParser
import Datasets
import Experiments
import Foundation
import RunStore
import Tensors

/// `muster partition`: which sample goes to which client.
struct PartitionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "partition",
    abstract: "Show who holds what: samples of each client, by class.")

  @Argument(help: "The experiment, a YAML file.")
  var file: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "Override a key, such as partition.alpha=0.1; may be given several times.")
  var overrides: [String] = []

  @Option(help: "A JSON file to write the samples' positions to.")
  var output: String?

  @OptionGroup var result: FormatOption

  func run() throws {
    let experiment = try ExperimentReader.read(file: file, overrides: overrides)
    let data = try ExperimentData(experiment)
    if let output { try DurableFile.replace(output, with: RunJSON.document(data.partition)) }
    try result.print(Overview(data)) { text(data) }
  }

  private func text(_ data: ExperimentData) -> String {
    var table = TextTable(["client", "samples"] + data.dataset.classNames)
    for (client, counts) in data.partition.classCounts.enumerated() {
      table.add(["\(client)", "\(counts.reduce(0, +))"] + counts.map(String.init))
    }
    let clean = data.partition.clean.all.count
    let held = clean == 0 ? "" : "; the defender holds \(clean) more"
    let withheld = data.partition.withheld.count
    let kept = withheld == 0 ? "" : "; \(withheld) are withheld"
    return table.text()
      + "\n\n  \(data.partition.dropped.count) samples belong to no client\(held)\(kept)"
  }

  private struct Overview: Encodable {
    let clients: Int
    let classCounts: [[Int]]
    let dropped: Int

    init(_ data: ExperimentData) {
      clients = data.partition.clients.count
      classCounts = data.partition.classCounts
      dropped = data.partition.dropped.count
    }
  }
}
