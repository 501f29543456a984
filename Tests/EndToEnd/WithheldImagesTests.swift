import Foundation
import Options
import TestSupport
import Testing

/// Images that an attack keeps from honest clients.
@Suite struct WithheldImagesTests {
  private static let attack = """
    attack:
      name: semantic
      clients: [3, 8]
      schedule: { kind: window, from: 2 }
      attribute: { name: ink, source: 1, share: 0.2 }
      target: 7
    """

  private func run(
    _ text: String, in root: String, id: String, _ overrides: [String] = []
  ) async throws -> FinishedRun {
    let file = "\(root)/\(id).yaml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try await Muster.run(
      ["run", file, "--output", root, "--run-id", id] + overrides.flatMap { ["--set", $0] })
    #expect(result.status == 0, "\(result.errors)")
    return try FinishedRun("\(root)/\(id)")
  }

  private func partition(_ path: String) throws -> OptionValue {
    try OptionValue(json: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func numbers(_ value: OptionValue?) -> [Int] {
    guard case .array(let values)? = value else { return [] }
    return values.compactMap { if case .int(let number) = $0 { number } else { nil } }
  }

  @Test func `nobody else holds them, and processes do not change a bit`() async throws {
    try await withTemporaryFolder { root in
      let text = Trial.text(attacked: false, rounds: 3, more: Self.attack)
      let reference = try await run(text, in: root, id: "auto")
      let shares = try partition("\(root)/auto/partition.json")
      let withheld = numbers(shares["withheld"])
      // A fifth of the 150 ones among 1,500 images.
      #expect(withheld.count == 30)
      guard case .array(let clients)? = shares["clients"] else {
        Issue.record("no clients in partition.json")
        return
      }
      let held = Set(clients.flatMap { numbers($0["indices"]) })
      #expect(held.count > 1400 && held.isDisjoint(with: withheld))
      #expect(reference.rounds.allSatisfy { $0["attack_success_rate"] != .null })

      for variant in ["federation.processes=2", "federation.processes=per-client"] {
        let other = try await run(text, in: root, id: "other", [variant])
        #expect(other.results == reference.results, "\(variant)")
        try FileManager.default.removeItem(atPath: "\(root)/other")
      }
      // The attack aside, an honest federation without the same images is the same federation.
      let positions = withheld.map(String.init).joined(separator: ", ")
      let honest = try await run(
        text, in: root, id: "honest", ["attack=null", "partition.withheld=[\(positions)]"])
      #expect(honest.digests.first == reference.digests.first)
      #expect(honest.digests.last != reference.digests.last)
      #expect(try partition("\(root)/honest/partition.json") == shares)
    }
  }

  @Test func `positions that do not exist are refused before anything starts`() async throws {
    try await withTemporaryFolder { root in
      let file = "\(root)/far.yaml"
      try Trial.text(attacked: false).write(toFile: file, atomically: true, encoding: .utf8)
      let result = try await Muster.run(
        ["run", file, "--output", root, "--set", "partition.withheld=[3, 1500]"])
      #expect(result.status == 2)
      #expect(result.errors.contains("training image 1500 is to be withheld, but there are 1500"))
      let many = try await Muster.run([
        "run", file, "--output", root, "--set", "dataset.train_limit=20000", "--set",
        "partition.withheld=[\((0..<5001).map(String.init).joined(separator: ", "))]",
      ])
      #expect(many.status == 2)
      #expect(many.errors.contains("5001 training images are to be withheld, at most 5000 can be"))
    }
  }
}
