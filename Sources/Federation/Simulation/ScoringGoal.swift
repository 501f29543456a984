package import Attacks
import Foundation
package import Options
import RunStore
package import Tensors

/// What the simulator measures the attack success rate on.
///
/// It travels to honest processes with the shards they score, and to no one who aggregates.
package struct ScoringGoal: Codable, Sendable, Equatable {
  /// The name of a data poisoning, its keys of the attack's section, and what it has learned.
  package private(set) var poisoning: OptionValue
  /// What the adversary must have found out before there is anything to measure.
  package let learnedKey: AdversaryKey?

  /// The goal of an attack; nil for attacks without one.
  package init?(_ plan: AttackPlan?) {
    guard let plan, let poisoning = plan.poisoning else { return nil }
    let type = type(of: poisoning)
    self.poisoning = .object(
      [.init("data", .string(type.name))]
        + type.fields.map { .init($0.key, plan.resolved[$0.key] ?? .null) })
    learnedKey = poisoning.learnedKey
  }

  /// How many learned values fit beside the rest into the header of a message.
  package static let maximumLearned = 8192

  /// The goal with what the adversary has found out.
  ///
  /// - Parameter learned: the value of `learnedKey`.
  /// - Returns: the goal; nil for more than `maximumLearned` values, which nobody could be told.
  package func with(learned: [Float]) -> ScoringGoal? {
    guard learned.count <= Self.maximumLearned else { return nil }
    var goal = self
    let bytes = learned.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    goal.poisoning[Self.learned] = .string(Data(bytes).base64EncodedString())
    return goal
  }

  /// The images that the attacker cares for, labeled as the attacker wants them.
  ///
  /// - Parameters:
  ///   - data: the data set.
  ///   - dataset: its name.
  ///   - range: positions in its test set.
  /// - Returns: what the attack's success on this stretch is measured on.
  /// - Throws: `OptionError` for a description that makes no sense.
  package func images(
    of data: AttackedData, dataset: String, range: Range<Int>
  ) throws -> any LabeledImages {
    guard case .string(let name)? = poisoning["data"] else {
      throw OptionError.missingKey(path: ["data"], allowed: "the name of a data poisoning")
    }
    let setting = PoisoningSetting(
      dataset: dataset, shape: data.test.shape, classCount: data.test.classCount)
    return try DataPoisonings.find(name, at: ["data"])
      .read(poisoning, setting: setting, at: ["attack"]).value
      .successImages(data, range: range, learned: learned)
  }

  /// The key of what was learned, little-endian floats in base64; no data poisoning has a key of
  /// this name.
  private static let learned = "learned"

  /// What `with(learned:)` has put in.
  var learned: [Float]? {
    guard case .string(let text)? = poisoning[Self.learned],
      let bytes = Data(base64Encoded: text)
    else { return nil }
    return stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
    }
  }

  // MARK: - On the wire

  /// The description as the JSON text of an EVALUATE message.
  func json() throws -> String { String(decoding: try RunJSON.line(poisoning), as: UTF8.self) }

  /// Reads that text.
  init(json: String) throws {
    poisoning = try OptionValue(json: Data(json.utf8))
    learnedKey = nil
  }
}
