import Options
import Tensors
import TestSupport
import Testing

@testable import Attacks

/// Every trigger against the references: libraries, authors' parameter files, plain definitions.
struct GoldenTriggerTests {
  static let cases = Result { try GoldenFile("triggers").cases }

  private func trigger(_ golden: GoldenTrigger) throws -> any Trigger {
    var options = golden.options
    if let key = golden.key { options["image"] = key.nested }
    return try Triggers.make(golden.name, options: options)
  }

  @Test(arguments: try cases.get())
  func `triggered images agree with the references`(golden: GoldenCase) throws {
    let reference = try #require(try GoldenTrigger(golden), "no trigger of ours")
    let trigger = try trigger(reference)
    try trigger.check(reference.shape)
    let stamped = trigger.stamped(reference.image.values, shape: reference.shape)
    for key in reference.expected {
      let excess = try golden.excess(stamped.map { $0 * reference.white }, key)
      #expect(excess <= 0, "\(key)")
    }
    if golden.expected["mask"] != nil {
      let mask = try #require(trigger.mask(reference.shape))
      #expect(mask.map(Double.init) == (try golden.expectedNumbers("mask")))
    }
  }

  @Test(arguments: try cases.get().filter { $0.expected["positions"] != nil })
  func `single pixels lie where the references put them`(golden: GoldenCase) throws {
    let reference = try #require(try GoldenTrigger(golden))
    let mask = try #require(try trigger(reference).mask(reference.shape))
    let covered = mask.indices.filter { mask[$0] == 1 }
    let places = try golden.expectedNumbers("positions").map { Int($0) }
    let wanted = stride(from: 0, to: places.count, by: 2).map {
      places[$0] * reference.shape.width + places[$0 + 1]
    }
    #expect(covered == wanted.sorted())
  }

  @Test(arguments: try cases.get().filter { $0.algorithm == "dba" })
  func `each part of a divided trigger is the references' own`(golden: GoldenCase) throws {
    let reference = try #require(try GoldenTrigger(golden))
    let shape = reference.shape
    let parts = try trigger(reference).parts
    let places = try golden.expectedNumbers("parts").map { Int($0) }
    let perPart = places.count / parts.count
    let rows = try #require(golden.expected["localImagesTopRows"]?.shape[2])
    var tops: [Float] = []
    for (index, part) in parts.enumerated() {
      let own = Array(places[index * perPart..<(index + 1) * perPart])
      let wanted = stride(from: 0, to: own.count, by: 2).map { own[$0] * shape.width + own[$0 + 1] }
      let mask = try #require(part.mask(shape))
      #expect(mask.indices.filter { mask[$0] == 1 } == wanted.sorted())
      let image = part.stamped(reference.image.values, shape: shape)
      for channel in 0..<shape.channels {
        let start = channel * shape.height * shape.width
        tops += image[start..<start + rows * shape.width]
      }
    }
    #expect(try golden.excess(tops, "localImagesTopRows") <= 0)
  }

  @Test(arguments: try cases.get().filter { $0.algorithm == "warp" })
  func `pixels are read where the reference grid says`(golden: GoldenCase) throws {
    let reference = try #require(try GoldenTrigger(golden))
    let (height, width) = (reference.shape.height, reference.shape.width)
    let points = try golden.tensor("controlPoints").values.map(Double.init)
    let field = DisplacementField(
      controlPoints: [points[..<16], points[16...]].map(Array.init),
      strength: golden.parameters["strength"]?.number ?? .nan)
    var grid: [Double] = []
    for place in field.places(height: height, width: width) {
      grid.append(2 * place.column / Double(width - 1) - 1)
      grid.append(2 * place.row / Double(height - 1) - 1)
    }
    #expect(try golden.excess(grid, "grid") <= 0)
  }

  @Test func `every reference case is one of ours`() throws {
    #expect(try Self.cases.get().count == 43)
  }
}

extension Tensor {
  /// The values as nested lists, which an experiment can hold.
  var nested: OptionValue {
    func list(_ dimensions: ArraySlice<Int>, _ start: Int) -> OptionValue {
      guard let count = dimensions.first else { return .double(Double(values[start])) }
      let rest = dimensions.dropFirst()
      let step = rest.reduce(1, *)
      return .array((0..<count).map { list(rest, start + $0 * step) })
    }
    return list(shape[...], 0)
  }
}
