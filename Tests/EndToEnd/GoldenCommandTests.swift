import Foundation
import Options
import TensorFiles
import Tensors
import TestSupport
import Testing

/// The reference vectors of the modules, through the commands that a Python user calls.
@Suite struct GoldenCommandTests {
  private static func file(_ module: String, _ name: String) throws -> GoldenFile {
    try GoldenFile(
      name, beside: Muster.root.appendingPathComponent("Tests/\(module)Tests/Here.swift").path)
  }

  private func save(_ tensor: Tensor, as path: String) throws {
    try NumpyFile(shape: tensor.shape, values: .float32(tensor.values)).write(to: path)
  }

  // MARK: - muster aggregate

  /// The rule and options of a case, as the command takes them; nil for rules that need more than
  /// matrices and options.
  private func arguments(_ golden: GoldenCase, in root: String) throws -> [String]? {
    let parameters = golden.parameters
    func whole(_ key: String) -> String { "\(parameters[key]?.integer ?? -1)" }
    switch golden.algorithm {
    case "mean", "weighted_mean": return ["--rule", "fed-avg"]
    case "coordinate_median": return ["--rule", "median"]
    case "trimmed_mean" where !golden.expectsError:
      return ["--rule", "trimmed-mean", "--set", "f=" + whole("f")]
    case "multi_krum":
      let variant = golden.name.hasSuffix("byzfl") ? "byzfl" : "paper"
      return [
        "--rule", "multi-krum", "--set", "f=" + whole("f"), "--set", "m=" + whole("m"), "--set",
        "variant=\(variant)",
      ]
    case "norm_clipping":
      let isMedian = parameters["boundRule"] == "medianOfNorms"
      let bound = isMedian ? "median" : "\(parameters["bound"]?.number ?? 0)"
      return ["--rule", "norm-clipping", "--set", "bound=\(bound)"]
    case "flame":
      let distance = parameters["distanceOn"]?.description ?? ""
      try save(golden.tensor("globalModel"), as: "\(root)/global.npy")
      return [
        "--rule", "flame", "--set", "distance_on=\(distance)", "--set", "noise=0", "--global",
        "\(root)/global.npy",
      ]
    default: return nil
    }
  }

  @Test(arguments: ["onednn", "portable"])
  func `aggregates agree with the references`(backend: String) async throws {
    var count = 0
    try await withTemporaryFolder { root in
      for golden in try Self.file("Aggregation", "aggregation").cases {
        guard var command = try arguments(golden, in: root) else { continue }
        try save(golden.tensor("updates"), as: "\(root)/u.npy")
        command += ["--updates", "\(root)/u.npy", "--output", "\(root)/a.npy"]
        if golden.inputs["sampleCounts"] != nil {
          try save(golden.tensor("sampleCounts"), as: "\(root)/w.npy")
          command += ["--weights", "\(root)/w.npy"]
        }
        let result = try await Muster.run(
          ["aggregate"] + command, environment: ["MUSTER_BACKEND": backend])
        #expect(result.status == 0, "\(golden): \(result.errors)")
        let key = golden.algorithm == "flame" ? "aggregateBeforeNoise" : "aggregate"
        let got = try NumpyFile(contentsOf: "\(root)/a.npy").doubles
        #expect(try golden.excess(got, key) <= 0, "\(golden)")
        try checkVerdicts(result.output, golden)
        count += 1
      }
    }
    #expect(count >= 48)
  }

  /// Who was let through is part of the reference of rules that choose.
  private func checkVerdicts(_ output: String, _ golden: GoldenCase) throws {
    let document = try OptionValue(json: Data(output.utf8))
    guard case .array(let verdicts)? = document["verdicts"] else {
      Issue.record("\(golden): no verdicts")
      return
    }
    let accepted = verdicts.filter { $0["accepted"] == true }.compactMap { $0["client"]?.number }
    for key in ["indices", "admitted"] where golden.expected[key] != nil {
      #expect(try golden.expectedNumbers(key) == accepted, "\(golden)")
    }
  }

  @Test func `a round that is too small is refused with what would do`() async throws {
    try await withTemporaryFolder { root in
      try save(Tensor(shape: [6, 2], values: Array(repeating: 1, count: 12)), as: "\(root)/u.npy")
      let result = try await Muster.run([
        "aggregate", "--rule", "multi-krum", "--set", "f=2", "--updates", "\(root)/u.npy",
        "--output", "\(root)/a.npy",
      ])
      #expect(result.status == 2)
      #expect(result.errors.contains("at least 7 clients"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(root)/a.npy"))
    }
  }

  // MARK: - muster cluster

  @Test func `clusters agree with the references`() async throws {
    var count = 0
    try await withTemporaryFolder { root in
      for golden in try Self.file("Clustering", "clustering").cases(of: "hdbscan") {
        // Where equal distances decide, the order of the reference's edges does; one case that
        // depends on it is not marked.
        let dependsOnTies =
          golden.parameters["dependsOnTies"] == true
          || golden.name == "hdbscan/uniform-size3-samples2-leaf-singleNo"
        guard !dependsOnTies, golden.inputs["points"] != nil else { continue }
        try save(golden.tensor("points"), as: "\(root)/p.npy")
        let options = [
          ("min_cluster_size", "minClusterSize"), ("min_samples", "minSamples"),
          ("allow_single_cluster", "allowSingleCluster"), ("selection", "selection"),
          ("metric", "metric"),
        ].flatMap { ["--set", "\($0.0)=\(golden.parameters[$0.1]?.description ?? "")"] }
        let result = try await Muster.run(
          ["cluster", "--method", "hdbscan", "--points", "\(root)/p.npy"] + options)
        #expect(result.status == 0, "\(golden): \(result.errors)")
        let labels = try OptionValue(json: Data(result.output.utf8))["labels"]?.numbers
        #expect(try labels == golden.expectedNumbers("labels"), "\(golden)")
        count += 1
      }
    }
    #expect(count >= 40)
  }

  // MARK: - muster trigger

  @Test func `triggered images agree with the references`() async throws {
    let cases = try Self.file("Attacks", "triggers").cases
    try await withTemporaryFolder { root in
      for golden in cases {
        let reference = try #require(try GoldenTrigger(golden), "\(golden) is no trigger of ours")
        var command = ["--name", reference.name]
        for option in reference.options.keys {
          command += ["--set", "\(option)=\(reference.options[option] ?? .null)"]
        }
        if let key = reference.key {
          try save(key, as: "\(root)/k.npy")
          command += ["--set", "image=\(root)/k.npy"]
        }
        var image = reference.image
        image.shape = [1] + image.shape
        try save(image, as: "\(root)/i.npy")
        let result = try await Muster.run(
          ["trigger"] + command + ["--images", "\(root)/i.npy", "--output", "\(root)/o.npy"])
        #expect(result.status == 0, "\(golden): \(result.errors)")
        let file = try NumpyFile(contentsOf: "\(root)/o.npy")
        #expect(file.shape == image.shape)
        for key in reference.expected {
          let got = file.doubles.map { $0 * Double(reference.white) }
          #expect(try golden.excess(got, key) <= 0, "\(golden) \(key)")
        }
      }
    }
    #expect(cases.count == 43)
  }
}
