import Experiments
import Options
import Testing

@Suite struct YAMLDocumentTests {
  private let text = """
    name: trial   # a comment
    seed: 7
    dataset: { name: glyphs, train_limit: 100 }
    defense:
      - name: norm-clipping
        bound: median
      - { name: multi-krum, f: 2 }
    attack: null
    rate: 0.5
    """

  @Test func `values keep their kinds and order`() throws {
    let tree = try YAMLDocument(text, name: "t.yaml").tree
    #expect(tree.keys == ["name", "seed", "dataset", "defense", "attack", "rate"])
    #expect(tree["seed"] == 7)
    #expect(tree["rate"] == 0.5)
    #expect(tree["attack"] == .null)
    #expect(tree["dataset"] == ["name": "glyphs", "train_limit": 100])
  }

  @Test func `every value knows its line`() throws {
    let document = try YAMLDocument(text, name: "t.yaml")
    #expect(document.line(of: ["seed"]) == 2)
    #expect(document.line(of: ["defense", "0", "bound"]) == 6)
    #expect(document.line(of: ["defense", "1", "f"]) == 7)
    #expect(document.line(of: ["defense", "1", "missing"]) == 7)
  }

  @Test func `overrides replace, add and remove`() throws {
    var document = try YAMLDocument(text, name: "t.yaml")
    try document.set("seed=9")
    try document.set("dataset.test_limit=50")
    try document.set("defense=[{name: median}]")
    try document.set("attack.fraction=0.25")
    #expect(document.tree["seed"] == 9)
    #expect(document.tree["dataset"]?["test_limit"] == 50)
    #expect(document.tree["defense"] == [["name": "median"]])
    #expect(document.tree["attack"] == ["fraction": 0.25])
    #expect(document.line(of: ["seed"]) == nil)
    #expect(document.line(of: ["dataset", "test_limit"]) == nil)
    #expect(document.line(of: ["dataset", "name"]) == 3)
    try document.set("defense.0.name=flame")
    #expect(document.tree["defense"] == [["name": "flame"]])
  }

  @Test(arguments: ["seed", "=3", "defense.7.f=1", "seed.deeper=1", "a=[1"])
  func `overrides that cannot be applied are refused`(assignment: String) throws {
    var document = try YAMLDocument(text, name: "t.yaml")
    #expect(throws: ExperimentError.self) { try document.set(assignment) }
  }

  @Test func `broken YAML is refused with its line`() {
    let error = #expect(throws: ExperimentError.self) {
      try YAMLDocument("a: [1\nb: 2", name: "t.yaml")
    }
    #expect(error?.description.contains("t.yaml is not valid YAML") == true)
  }

  @Test func `what is written reads back the same`() throws {
    let tree: OptionValue = [
      "name": "007", "rate": 1.0, "n": 3, "on": true, "none": nil, "list": [["f": 1e-9], "yes"],
      "empty": [], "text": "a: b",
    ]
    #expect(try YAMLDocument(YAMLText.write(tree), name: "t").tree == tree)
  }

  @Test(arguments: [("120s", 120.0), ("2m", 120), ("500ms", 0.5), ("1.5h", 5400)])
  func `lengths of time have units`(text: String, seconds: Double) {
    #expect(Duration(text: text)?.inSeconds == seconds)
  }

  @Test(arguments: ["", "12", "s", "-3s", "0s", "nans", "infs", "1e30h"])
  func `other lengths of time are refused`(text: String) {
    #expect(Duration(text: text) == nil)
  }
}
