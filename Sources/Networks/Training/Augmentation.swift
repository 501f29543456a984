package import Options
package import Randomness
package import Tensors

/// Random crops and reflections of training images; the keys of `augmentation` in an experiment file.
///
/// Each image is moved by up to `cropPadding` rows and columns, every distance equally likely, and
/// then mirrored with probability one half. What a move uncovers is black: 0 before normalization,
/// as torchvision pads images that are not normalized yet. Attackers' triggers come afterwards.
/// Source: He et al., CVPR 2016, arXiv:1512.03385, section 4.2.
package struct Augmentation: Codable, Sendable, Equatable {
  /// Rows and columns of black on each side of which a random window of the image's size is cut; 0
  /// cuts nothing.
  package var cropPadding: Int
  /// Whether left and right change places every second time.
  package var flip: Bool

  package init(cropPadding: Int = 4, flip: Bool = true) {
    self.cropPadding = cropPadding
    self.flip = flip
  }

  package static let schema = OptionSchema([
    OptionField(
      "crop_padding", .integer(0...65_535), default: 4,
      "black rows and columns on each side before a random crop; 0 for no crop"),
    OptionField("flip", .bool, default: true, "whether every second image is mirrored at random"),
  ])

  /// Refuses paddings that can move an image out of sight.
  ///
  /// - Parameters:
  ///   - shape: the size of the images.
  ///   - path: where the section stands in its document, for messages.
  /// - Throws: `OptionError.outOfRange` unless the padding is less than both sides of an image.
  package func check(_ shape: ImageShape, at path: OptionPath) throws(OptionError) {
    let side = min(shape.height, shape.width)
    guard cropPadding < side else {
      throw .outOfRange(
        path: path + ["crop_padding"], seen: .int(cropPadding),
        allowed: "less than the \(side) pixels of an image's shorter side")
    }
  }

  /// Draws the placements of one step's images.
  ///
  /// - Parameters:
  ///   - placements: gets one for each image, in the order of the batch.
  ///   - count: the number of images.
  ///   - random: the step's own stream.
  package func draw(
    into placements: inout [ImagePlacement], count: Int, using random: inout RandomStream
  ) {
    placements.removeAll(keepingCapacity: true)
    for _ in 0..<count {
      var placement = ImagePlacement.asIs
      if cropPadding > 0 {
        placement.down = random.integer(below: 2 * cropPadding + 1) - cropPadding
        placement.right = random.integer(below: 2 * cropPadding + 1) - cropPadding
      }
      if flip { placement.isMirrored = random.integer(below: 2) == 1 }
      placements.append(placement)
    }
  }
}
