import Options
import Testing

@Suite struct OptionSchemaTests {
  private let schema = OptionSchema([
    .required("f", .integer(0...10), "declared number of malicious clients"),
    OptionField("rate", .number(0...1, above: true), default: 0.5, "a share"),
    OptionField("mode", .choice(["add", "replace"]), default: "replace", "how"),
    .optional("keep", .integer(atLeast: 1), "how many to keep"),
    OptionField("bound", .oneOf([.choice(["median"]), .number(above: 0)]), default: "median", "S"),
  ])

  @Test func `defaults are filled in, in the order of the fields`() throws {
    let resolved = try schema.resolve(["mode": "add", "f": 2])
    #expect(
      resolved == ["f": 2, "rate": 0.5, "mode": "add", "keep": nil, "bound": "median"])
  }

  @Test func `an unknown key names the nearest one`() {
    let error = #expect(throws: OptionError.self) {
      try schema.resolve(["f": 1, "mod": "add"], at: ["defense", "0"])
    }
    #expect(error?.path == ["defense", "0", "mod"])
    #expect(error?.description.contains("did you mean 'mode'?") == true)
  }

  private static let faults: [(OptionValue, String)] = [
    (["rate": 0.1], "required"),
    (["f": 11], "whole number from 0 to 10"),
    (["f": 1.5], "whole number from 0 to 10"),
    (["f": 1, "rate": 0], "above 0.0"),
    (["f": 1, "rate": .double(.nan)], "above 0.0"),
    (["f": 1, "mode": "ad"], "did you mean 'add'?"),
    (["f": 1, "mode": 3], "add or replace"),
    (["f": 1, "keep": 0], "at least 1"),
    (["f": 1, "bound": -1], "median, or a number above 0.0"),
    ([1, 2], "a mapping"),
  ]

  @Test(arguments: faults.indices)
  func `a value that is not allowed is refused with what is`(index: Int) {
    let (value, says) = Self.faults[index]
    let error = #expect(throws: OptionError.self) { try schema.resolve(value) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "nothing")")
  }

  @Test func `values of sections and lists are checked where they stand`() {
    let outer = OptionSchema([.required("stages", .list(of: .section(schema)), "stages")])
    let error = #expect(throws: OptionError.self) {
      try outer.resolve(["stages": [["f": 1], ["f": "two"]]])
    }
    #expect(error?.path == ["stages", "1", "f"])
  }

  @Test func `a resolved tree becomes a typed value`() throws {
    struct Typed: Codable, Equatable {
      var learningRate: Double
      var localEpochs: Int
      var name: String?
    }
    let tree: OptionValue = ["learning_rate": 1, "local_epochs": 3, "name": nil]
    #expect(try tree.decoded(as: Typed.self) == Typed(learningRate: 1, localEpochs: 3, name: nil))
  }

  @Test(arguments: [("kitten", "sitting", 3), ("", "abc", 3), ("flame", "flame", 0)])
  func `edit distances are Levenshtein's`(first: String, second: String, distance: Int) {
    #expect(NearestName.distance(Array(first), Array(second)) == distance)
  }
}
