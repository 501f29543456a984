import Randomness
import Tensors

/// A client's own images and, after them, copies of others under the label that the attacker wants.
///
/// So many copies are added that they are `rate` of the whole; every image is taken equally often,
/// but for one. Own images stay as they are.
struct AddedImages: LabeledImages {
  private let own: any LabeledImages
  private let poison: WantedImages
  /// Positions in `poison` of the copies.
  private let copies: [Int]

  /// - Parameters:
  ///   - own: the client's images.
  ///   - poison: what is added; nothing if it is empty.
  ///   - rate: the share of the copies, in 0..<1.
  ///   - random: decides which images are taken once more than others.
  init(_ own: any LabeledImages, _ poison: WantedImages, rate: Double, random: RandomStream) {
    self.own = own
    self.poison = poison
    var random = random
    let order = Array(0..<poison.count).shuffled(using: &random)
    let count = PoisonDose.count(of: own.count, rate: rate / (1 - rate))
    copies = order.isEmpty ? [] : (0..<count).map { order[$0 % order.count] }
  }

  var count: Int { own.count + copies.count }
  var shape: ImageShape { own.shape }
  var classCount: Int { own.classCount }

  func label(at index: Int) -> Int {
    index < own.count ? own.label(at: index) : poison.target
  }

  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    read(index, placed: .asIs, into: &pixels)
  }

  func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    guard index >= own.count else {
      own.read(index, placed: placement, into: &pixels)
      return
    }
    poison.read(
      copies[index - own.count], placed: placement, into: &pixels, noise: .number(index))
  }

  func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    index < own.count && own.withBytes(of: index, body)
  }
}
