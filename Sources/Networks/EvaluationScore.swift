/// How well a network did on a set of images; scores of parts add up to the score of the whole.
///
/// Losses are multiples of 2⁻²⁴, so that sums up to 2²⁹ are exact: neither the order of the parts
/// nor their number can change a bit. The loss of a network that has diverged is bounded.
package struct EvaluationScore: Sendable, Equatable, Codable {
  /// The number of images.
  package private(set) var count: Int
  /// The number of images whose best class is their label.
  package private(set) var correct: Int
  /// The number of images whose best class is what they show, whatever their label; nil where that
  /// is not known of all of them.
  package private(set) var trulyCorrect: Int?
  /// The sum of the images' cross-entropies, in nats.
  package private(set) var lossSum: Double

  /// The score of no images.
  package init() { self.init(count: 0, correct: 0, lossSum: 0) }

  /// The score of some images.
  ///
  /// - Parameters:
  ///   - count: the number of images.
  ///   - correct: how many of them are classified as labeled.
  ///   - trulyCorrect: how many of them are classified as what they show, if that is known.
  ///   - lossSum: rounded to a multiple of 2⁻²⁴; more than 2²⁸, and what is no number, becomes 2²⁸.
  package init(count: Int, correct: Int, trulyCorrect: Int? = nil, lossSum: Double) {
    self.count = count
    self.correct = correct
    // Of no images everything is known.
    self.trulyCorrect = count == 0 ? 0 : trulyCorrect
    let bounded = lossSum < Self.limit ? lossSum : Self.limit
    self.lossSum = (bounded * 0x1p24).rounded() * 0x1p-24
  }

  private static let limit = 0x1p28

  /// The share of correct images, in 0...1; `nil` without images.
  package var accuracy: Double? { count == 0 ? nil : Double(correct) / Double(count) }

  /// The share of images classified as what they show, in 0...1; `nil` without images, and where it
  /// is not known what they show.
  package var robustAccuracy: Double? {
    trulyCorrect.flatMap { count == 0 ? nil : Double($0) / Double(count) }
  }

  /// The mean cross-entropy in nats; `nil` without images.
  package var meanLoss: Double? { count == 0 ? nil : lossSum / Double(count) }

  /// Adds the score of other images.
  package mutating func merge(_ other: EvaluationScore) {
    trulyCorrect = trulyCorrect.flatMap { mine in other.trulyCorrect.map { mine + $0 } }
    count += other.count
    correct += other.correct
    lossSum += other.lossSum
  }

  /// The score of all images of several parts.
  package static func merging(_ parts: some Sequence<EvaluationScore>) -> EvaluationScore {
    parts.reduce(into: EvaluationScore()) { $0.merge($1) }
  }
}
