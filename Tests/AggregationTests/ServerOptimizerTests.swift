import Options
import Testing

@testable import Aggregation

@Suite struct ServerOptimizerTests {
  @Test func `names are unique and every entry says what it does and where it is from`() {
    let names = ServerOptimizers.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for optimizer in ServerOptimizers.all {
      #expect(!optimizer.summary.isEmpty && optimizer.source.contains("https://"))
    }
  }

  @Test func `the plain step adds the aggregate times the rate`() throws {
    var server = try ServerOptimizers.make(
      "sgd", options: ["learning_rate": 0.5], parameterCount: 2)
    var parameters: [Float] = [1, 2]
    try server.apply([4, -2], to: &parameters)
    #expect(parameters == [3, 1])
    #expect(server.learningRate == 0.5)
  }

  @Test(arguments: ServerOptimizers.all.map { $0.name })
  func `a restored optimizer goes on as if nothing had happened`(name: String) throws {
    func steps(_ count: Int, _ server: inout any ServerStepping, _ parameters: inout [Float]) throws
    {
      for step in 0..<count { try server.apply([0.1 * Float(step + 1), -1], to: &parameters) }
    }
    var whole = try ServerOptimizers.make(name, parameterCount: 2)
    var expected: [Float] = [0, 1]
    try steps(2, &whole, &expected)
    let saved = try whole.savedHistory()
    var parameters = expected
    try steps(2, &whole, &expected)
    var restored = try ServerOptimizers.make(name, parameterCount: 2)
    try restored.restore(history: saved)
    try steps(2, &restored, &parameters)
    #expect(parameters == expected)
  }

  @Test(arguments: ServerOptimizers.all.map { $0.name })
  func `a zero aggregate at the start keeps the model`(name: String) throws {
    var server = try ServerOptimizers.make(name, parameterCount: 3)
    var parameters: [Float] = [1, -2, 3]
    try server.apply([0, 0, 0], to: &parameters)
    #expect(parameters == [1, -2, 3])
  }

  @Test func `an aggregate of another model is refused`() throws {
    var server = try ServerOptimizers.make("sgd", parameterCount: 2)
    var parameters: [Float] = [1, 2]
    #expect(throws: AggregationError.wrongLength(what: "the aggregate", seen: 3, allowed: 2)) {
      try server.apply([1, 2, 3], to: &parameters)
    }
  }

  @Test func `a rate of 0 is refused`() {
    #expect(throws: OptionError.self) {
      try ServerOptimizers.make("sgd", options: ["learning_rate": 0], parameterCount: 1)
    }
  }
}
