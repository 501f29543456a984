import Experiments
import Options
import Testing

@Suite struct CatalogTests {
  @Test(arguments: Catalog.entries().indices)
  func `an entry says what it is and what its options are`(index: Int) throws {
    let entry = Catalog.entries()[index]
    #expect(!entry.summary.isEmpty && !entry.summary.hasSuffix("."), "\(entry.name)")
    #expect(entry.name == entry.name.lowercased())
    for field in entry.schema.fields {
      #expect(!field.summary.isEmpty && !field.summary.hasSuffix("."), "\(entry.name).\(field.key)")
      if let value = field.defaultValue, value != .null {
        _ = try field.kind.check(value, at: [entry.name, field.key])
      }
    }
    #expect(try Catalog.find(entry.name).contains { $0.kind == entry.kind })
  }

  @Test(arguments: Catalog.Kind.allCases)
  func `names of a family are unique`(kind: Catalog.Kind) {
    let names = Catalog.entries(kind).map(\.name)
    #expect(!names.isEmpty)
    #expect(Set(names).count == names.count)
  }

  @Test func `an unknown name is answered with the nearest`() {
    let error = #expect(throws: OptionError.self) { try Catalog.find("multikrum") }
    #expect(error?.description.contains("did you mean 'multi-krum'?") == true)
  }
}
