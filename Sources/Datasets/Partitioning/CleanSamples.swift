package import Randomness

/// Training samples that the defender holds; no client has them.
package struct CleanSamples: Codable, Sendable, Equatable {
  /// Four fifths, to fine-tune and to compute with; ascending.
  package let fineTuning: [Int]
  /// One fifth, to decide when to stop; ascending.
  package let stopping: [Int]

  private enum CodingKeys: String, CodingKey {
    case fineTuning = "fine_tuning"
    case stopping
  }

  /// A defender without data.
  package static let none = CleanSamples(fineTuning: [], stopping: [])

  /// Given samples.
  package init(fineTuning: [Int], stopping: [Int]) {
    self.fineTuning = fineTuning
    self.stopping = stopping
  }

  /// Draws samples, each equally likely.
  ///
  /// - Parameters:
  ///   - count: how many; from two on, at least one of them is to stop by.
  ///   - sampleCount: the size of the training set.
  ///   - withheld: positions that are not to be drawn.
  ///   - random: the stream to draw from.
  /// - Throws: `DatasetError.tooManyCleanSamples` when nothing would be left for clients.
  package init(
    count: Int, of sampleCount: Int, withheld: [Int] = [], random: RandomStream
  ) throws(DatasetError) {
    let isWithheld = Set(withheld)
    let samples = (0..<sampleCount).filter { !isWithheld.contains($0) }
    guard count >= 0, count < samples.count else {
      throw .tooManyCleanSamples(asked: count, available: samples.count)
    }
    var random = random
    let drawn = Array(samples.shuffled(using: &random).prefix(count))
    let stopping = count < 2 ? 0 : max(1, count / 5)
    self.init(
      fineTuning: drawn.dropLast(stopping).sorted(), stopping: drawn.suffix(stopping).sorted())
  }

  /// All of them, ascending.
  package var all: [Int] { (fineTuning + stopping).sorted() }
}
