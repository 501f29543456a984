import Foundation
import Options
import Testing

/// What `muster describe` says of an entry of the catalog.
@Suite struct DescribeTests {
  @Test func `an attack's threat model and options are easy to read`() async throws {
    let text = try await Muster.run(["describe", "badnets"]).output
    for words in [
      "badnets (attack)\n", "\n  knowledge: own\n", "\n  known defense: not needed\n",
      "\n  frameworks:\n    MITRE ATLAS AML.T0020 (poison training data)\n",
      "\n  poison_rate  a number from 0.0 to 1.0, default 0.3125\n      share of a malicious",
      "\n  trigger  a value, required\n", "\n  target  a whole number of at least 0, optional\n",
    ] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `a document has the same facts`() async throws {
    let result = try await Muster.run(["describe", "badnets", "--format", "json"])
    let pages = try OptionValue(json: Data(result.output.utf8))
    guard case .array(let entries) = pages else {
      Issue.record("no list of entries: \(pages)")
      return
    }
    let facts = entries.first?["facts"]
    #expect(facts?["knowledge"] == "own")
    #expect(facts?["frameworks"]?.description.contains("(backdoor ML model); ") == true)
  }
}
