import Attacks
import Options
import Randomness
import Tensors
import Testing

struct CatalogTests {
  @Test(arguments: Triggers.all.map { $0.name })
  func `a trigger works with its defaults alone`(name: String) throws {
    let type = try Triggers.find(name, at: [])
    #expect(!type.summary.isEmpty && !type.source.isEmpty)
    let trigger = try Triggers.make(name)
    for shape in [
      ImageShape(channels: 1, height: 28, width: 28),
      ImageShape(channels: 3, height: 32, width: 31),
    ] {
      try trigger.check(shape)
      var random = RandomStream(seed: 1)
      let image = (0..<shape.count).map { _ in Float(random.uniform()) }
      let stamped = trigger.stamped(image, shape: shape, sample: 5)
      #expect(stamped != image)
      #expect(stamped.allSatisfy { (0...1).contains($0) })
      #expect(stamped == trigger.stamped(image, shape: shape, sample: 5))
    }
  }

  @Test(arguments: AttackCatalog.all.map { $0.name })
  func `an attack decodes its defaults`(name: String) throws {
    let type = try AttackCatalog.find(name, at: [])
    #expect(!type.summary.isEmpty && !type.source.isEmpty)
    try decodeDefaults(type)
    let shared = AttackPlan.schema(of: type).keys
    #expect(Set(shared).count == shared.count, "an option has the name of one that all share")
  }

  @Test func `names are unique`() {
    #expect(Set(Triggers.names).count == Triggers.all.count)
    #expect(Set(AttackCatalog.names).count == AttackCatalog.all.count)
  }

  @Test func `an unknown name lists the known ones`() {
    #expect(
      throws: OptionError.unknownName(
        path: ["trigger", "name"], name: "pach", known: Triggers.names)
    ) { try Triggers.make("pach", at: ["trigger"]) }
  }

  private func decodeDefaults<A: Attack>(_ type: A.Type) throws {
    let required = A.schema.fields.filter { $0.defaultValue == nil }
    if required.isEmpty { _ = try A.options(from: .null) }
  }
}
