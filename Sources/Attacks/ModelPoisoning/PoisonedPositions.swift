package import Tensors

extension LabeledImages {
  /// Where the set differs from the one it was made from: by a label, by a pixel, or by being longer.
  ///
  /// So an attack tells the poisoned images from the clean ones, whatever poisoned them.
  ///
  /// - Parameter original: images of the same shape.
  /// - Returns: positions, rising.
  package func positions(differingFrom original: any LabeledImages) -> [Int] {
    precondition(shape == original.shape, "images of \(shape) made from \(original.shape)")
    var (own, theirs) = (
      [Float](repeating: 0, count: shape.count), [Float](repeating: 0, count: shape.count)
    )
    return (0..<count).filter { index in
      guard index < original.count, label(at: index) == original.label(at: index) else {
        return true
      }
      var span = own.mutableSpan
      read(index, into: &span)
      var other = theirs.mutableSpan
      original.read(index, into: &other)
      return own != theirs
    }
  }
}
