import Options
import Tensors
import Testing

@testable import Datasets

/// What every entry of the module's two lists must fulfil.
@Suite struct CatalogTests {
  private func check<Kind: PlugIn>(_ kind: Kind.Type) throws {
    #expect(!kind.summary.isEmpty && !kind.summary.hasSuffix("."))
    #expect(kind.name == kind.name.lowercased() && !kind.name.contains("_"))
    // What the schema has by default the type can hold, key by key.
    let options = try kind.options(from: .null)
    let keys = try OptionValue(encoding: options).keys
    #expect(Set(keys).isSubset(of: Set(kind.schema.keys)))
    for field in kind.schema.fields where field.defaultValue != .null {
      #expect(keys.contains(field.key))
    }
  }

  @Test(arguments: DatasetCatalog.names)
  func `the options of a data set fit its schema`(name: String) throws {
    try check(DatasetCatalog.find(name))
  }

  @Test(arguments: Partitioners.names)
  func `the options of a partitioner fit its schema`(name: String) throws {
    try check(Partitioners.find(name))
  }

  @Test func `names are unique`() {
    #expect(Set(DatasetCatalog.names).count == DatasetCatalog.all.count)
    #expect(Set(Partitioners.names).count == Partitioners.all.count)
  }

  @Test(arguments: DatasetCatalog.names)
  func `what a data set says of itself agrees`(name: String) throws {
    let kind = try DatasetCatalog.find(name)
    #expect(kind.classCount == Set(kind.classNames).count)
    #expect(kind.normalization.mean.count == kind.imageShape.channels)
    for file in kind.archive?.files ?? [] {
      for digest in [file.packed, file.plain].compactMap(\.self) {
        #expect(digest.count == 64 && digest.allSatisfy(\.isHexDigit))
      }
    }
  }

  @Test func `an unknown name brings the nearest known one`() {
    #expect {
      try DatasetCatalog.make("glyph", options: .null, at: ["dataset"])
    } throws: {
      "\($0)"
        == "'dataset.name' names 'glyph', which does not exist; did you mean 'glyphs'? "
        + "(choose one of \(DatasetCatalog.names.joined(separator: ", ")))"
    }
    #expect {
      try Partitioners.make("dirichle", options: .null, at: ["partition"])
    } throws: {
      "\($0)".hasPrefix(
        "'partition.scheme' names 'dirichle', which does not exist; did you mean 'dirichlet'?")
    }
  }

  @Test func `options out of range are refused with their place`() {
    #expect {
      try Partitioners.make("dirichlet", options: ["alpha": 0], at: ["partition"])
    } throws: {
      "\($0)" == "'partition.alpha' is 0; it must be a number above 0.0"
    }
    #expect {
      try DatasetCatalog.make("mnist", options: ["train_limit": 0], at: ["dataset"])
    } throws: {
      "\($0)" == "'dataset.train_limit' is 0; it must be a whole number of at least 1"
    }
  }
}
