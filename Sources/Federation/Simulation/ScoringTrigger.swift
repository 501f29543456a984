package import Attacks
import Foundation
package import Options
import RunStore
package import Tensors

/// What the simulator measures the attack success rate with: a trigger, and where the attacker
/// wants its images.
///
/// It travels to honest processes with the shards they score, and to no one who aggregates.
package struct ScoringTrigger: Codable, Sendable, Equatable {
  /// The keys of an attack section that describe poisoned data.
  package let poisoning: OptionValue

  /// The trigger of an attack; nil for attacks without one.
  package init?(_ plan: AttackPlan?) {
    guard let poisoning = plan?.poisoning else { return nil }
    _ = poisoning
    guard let resolved = plan?.resolved else { return nil }
    self.poisoning = .object(
      Poisoning.fields.map { .init($0.key, resolved[$0.key] ?? .null) })
  }

  /// The eligible test images with the trigger on, labeled as the attacker wants them.
  ///
  /// - Parameters:
  ///   - images: the clean test set.
  ///   - range: positions in it.
  /// - Returns: those whose label the attack would change.
  /// - Throws: `OptionError` for a description that makes no sense.
  package func images(
    _ images: any LabeledImages, range: Range<Int>
  ) throws -> any LabeledImages {
    try Poisoning.read(
      poisoning, shape: images.shape, classCount: images.classCount, at: ["trigger"]
    ).value.triggered(images, range: range)
  }

  // MARK: - On the wire

  /// The description as the JSON text of an EVALUATE message.
  func json() throws -> String { String(decoding: try RunJSON.line(poisoning), as: UTF8.self) }

  /// Reads that text.
  init(json: String) throws { poisoning = try OptionValue(json: Data(json.utf8)) }
}
