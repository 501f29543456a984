import ArgumentParser
import Clustering
import Experiments
import Foundation
import Kernels
import Options
import Randomness
import RunStore
import TensorFiles

/// `muster cluster`: a clustering of saved points or distances.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Cluster saved points, or things whose distances are saved.",
    discussion: "Labels go to standard output as JSON; -1 is noise.")

  @Option(help: "A method; 'muster list clusterings' shows them.")
  var method: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "An option of the method, such as min_cluster_size=3; may be given several times.")
  var assignments: [String] = []

  @Option(help: "Points: n × p, NumPy format.")
  var points: String?

  @Option(help: "Distances: n × n, NumPy format, symmetric with a zero diagonal.")
  var distances: String?

  @Option(help: "The seed for methods that start at random.")
  var seed = 0

  func run() throws {
    var document = try YAMLDocument("{}", name: "--set")
    for assignment in assignments { try document.set(assignment) }
    let clustering = try ClusteringMethods.make(method, options: document.tree, at: ["method"])
    var random = RandomStream(seed: UInt64(bitPattern: Int64(seed)))
    let assignment = try clustering.cluster(input(), using: &random)
    FileHandle.standardOutput.write(try RunJSON.document(assignment))
  }

  private func input() throws -> ClusteringInput {
    switch (points, distances) {
    case (let points?, nil):
      return try ClusteringInput(points: NumpyFile(contentsOf: points).matrix(of: points))
    case (nil, let path?):
      let file = try NumpyFile(contentsOf: path)
      guard file.shape.count == 2, file.shape[0] == file.shape[1] else {
        throw ValidationError("\(path) has the shape \(file.shape); distances are n × n")
      }
      return try ClusteringInput(
        distances: DistanceMatrix(count: file.shape[0], values: file.doubles))
    default:
      throw ValidationError("give either --points or --distances")
    }
  }
}
