import Options
import Testing

struct NamedOptionsTests {
  @Test func `a mapping is a name and the rest`() throws {
    let named = try NamedOptions(
      ["size": 3, "name": "patch", "value": 0.5], known: ["patch"], at: [])
    #expect(named.name == "patch")
    #expect(named.options == ["size": 3, "value": 0.5])
    #expect(named.with(["size": 4]) == ["name": "patch", "size": 4])
  }

  @Test func `a bare word is a name without options`() throws {
    let named = try NamedOptions("continuous", key: "kind", known: ["continuous"], at: [])
    #expect(named.options == .object([]))
    #expect(named.with(.object([])) == ["kind": "continuous"])
  }

  @Test func `an absent name, one that is no text, and a list are refused`() {
    #expect(throws: OptionError.missingKey(path: ["x", "name"], allowed: "one of a, b")) {
      try NamedOptions(["size": 3], known: ["a", "b"], at: ["x"])
    }
    #expect(throws: OptionError.wrongType(path: ["x", "name"], seen: 3, allowed: "one of a, b")) {
      try NamedOptions(["name": 3], known: ["a", "b"], at: ["x"])
    }
    #expect(
      throws: OptionError.wrongType(
        path: ["x"], seen: [], allowed: "a mapping with the key 'name'")
    ) { try NamedOptions([], known: ["a", "b"], at: ["x"]) }
  }
}
