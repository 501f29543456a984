import CKernels
package import Tensors

extension Activation {
  /// Whether images can be loaded one by one; not where channels lie in groups.
  package var takesSingleImages: Bool { isRowMajor || groupSize == shape.channels }

  /// Takes one image, kept as bytes, as normalized inputs.
  ///
  /// - Parameters:
  ///   - bytes: `shape.count` bytes, channel by channel, row by row.
  ///   - image: its place in the batch.
  ///   - table: what the bytes become.
  ///   - placement: how it is moved and mirrored; black comes from outside.
  package func load(
    _ bytes: Span<UInt8>, asImage image: Int, through table: PixelTable,
    placed placement: ImagePlacement
  ) {
    precondition(takesSingleImages, "no single images in \(layout.rawValue)")
    let sizes = ck_placement(
      channels: shape.channels, height: shape.height, width: shape.width, down: placement.down,
      right: placement.right, mirrored: placement.isMirrored ? 1 : 0, last: isRowMajor ? 0 : 1)
    let target = storage
    var values = target.mutableSpan
    var place = values._mutatingExtracting(image * shape.count..<(image + 1) * shape.count)
    ck_place_bytes(sizes, bytes, table.values.span, &place)
  }

  /// Takes one image of pixels in 0...1, row-major, as normalized inputs.
  ///
  /// - Parameters:
  ///   - pixels: `shape.count` values.
  ///   - image: its place in the batch.
  ///   - normalization: one mean and deviation for each channel.
  package func load(
    _ pixels: Span<Float>, asImage image: Int, normalizedBy normalization: Normalization
  ) {
    precondition(takesSingleImages, "no single images in \(layout.rawValue)")
    let area = shape.height * shape.width
    let (mean, deviation) = (normalization.mean.span, normalization.deviation.span)
    let target = storage
    var values = target.mutableSpan
    var place = values._mutatingExtracting(image * shape.count..<(image + 1) * shape.count)
    if isRowMajor {
      ck_normalize(1, area, pixels, mean, deviation, &place)
    } else {
      ck_normalize_channels_last(1, area, pixels, mean, deviation, &place)
    }
  }
}
