import Kernels
import Tensors

extension Network {
  /// Puts a batch into the workspace of its size.
  func load(_ batch: ImageBatch) -> Workspace {
    precondition(batch.shape == model.input, "images of \(batch.shape) for \(model.input)")
    let workspace = workspace(batch: batch.count)
    for image in batch.labels.indices { workspace.labels[image] = batch.labels[image] }
    workspace.activations[0].load(batch.pixels.span, normalizedBy: normalization)
    return workspace
  }

  /// Puts images into the workspace of their number, straight from where they lie.
  ///
  /// Images that are kept as bytes never become pixels; the inputs are the same to the last bit as
  /// those of an `ImageBatch`.
  ///
  /// - Parameters:
  ///   - images: of the network's input shape.
  ///   - count: how many, at least one.
  ///   - placements: how each is moved and mirrored; as they are if empty.
  ///   - index: the position in `images` of each.
  /// - Returns: the workspace, ready to run.
  func load(
    _ images: any LabeledImages, count: Int, placed placements: [ImagePlacement] = [],
    index: (Int) -> Int
  ) -> Workspace {
    precondition(images.shape == model.input, "images of \(images.shape) for \(model.input)")
    let workspace = workspace(batch: count)
    let input = workspace.activations[0]
    guard input.takesSingleImages else {
      var batch = ImageBatch(shape: images.shape)
      batch.replace(with: images, count: count, placed: placements, index: index)
      return load(batch)
    }
    for place in 0..<count {
      let index = index(place)
      workspace.labels[place] = images.label(at: index)
      let placement = placements.isEmpty ? ImagePlacement.asIs : placements[place]
      let isLoaded = images.withBytes(of: index) {
        input.load($0, asImage: place, through: pixelTable, placed: placement)
      }
      if !isLoaded { load(images, index, placed: placement, asImage: place, of: input) }
    }
    return workspace
  }

  // MARK: - Details

  private func load(
    _ images: any LabeledImages, _ index: Int, placed placement: ImagePlacement,
    asImage place: Int, of input: Activation
  ) {
    // Taken out of the object for the call, so that writing needs no copy.
    var pixels = looseImage
    looseImage = []
    if pixels.count != model.input.count {
      pixels = Array(repeating: 0, count: model.input.count)
    }
    var span = pixels.mutableSpan
    images.read(index, placed: placement, into: &span)
    input.load(pixels.span, asImage: place, normalizedBy: normalization)
    looseImage = pixels
  }
}
