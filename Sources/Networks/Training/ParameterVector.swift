package import Kernels

/// One value for each parameter of a network, lying as that network's kernels keep them.
///
/// For what a hook does at every step: masks, distances and projections look at each place alone, so
/// that nothing need be put in canonical order. Places that a layout pads hold zeros. It belongs to
/// the network that made it, and is not for use by two threads at once.
package final class ParameterVector {
  /// One buffer for each tensor, in canonical order of the tensors.
  let parts: [AlignedBuffer]

  init(_ parts: [AlignedBuffer]) { self.parts = parts }
}

extension Network {
  /// A copy of the parameters.
  package func parameterVector() -> ParameterVector {
    ParameterVector(
      tensors.map { tensor in
        let source = tensor.storage
        let target = AlignedBuffer(count: source.count)
        target.copy(from: source.span)
        return target
      })
  }

  /// Values in canonical order as this network's kernels keep them.
  ///
  /// - Parameter values: `model.parameterCount` floats.
  /// - Returns: a vector of its own memory.
  /// - Throws: `KernelError`.
  package func vector(_ values: [Float]) throws(KernelError) -> ParameterVector {
    let kept = parameterVector()
    try load(values)
    let vector = parameterVector()
    for (tensor, part) in zip(tensors, kept.parts) {
      let storage = tensor.storage
      storage.copy(from: part.span)
    }
    return vector
  }

  // MARK: - Distances

  /// The Euclidean norm of the parameters.
  package func parameterNorm() -> Double {
    tensors.reduce(0.0) {
      let storage = $1.storage
      return $0 + Reductions.squaredNorm(storage.span)
    }.squareRoot()
  }

  /// The Euclidean distance of the parameters from a vector.
  package func distance(from center: ParameterVector) -> Double {
    zip(tensors, center.parts).reduce(0.0) {
      let storage = $1.0.storage
      return $0 + Reductions.squaredDistance(storage.span, $1.1.span)
    }.squareRoot()
  }

  /// The inner product of the parameters and a vector.
  package func dot(_ vector: ParameterVector) -> Double {
    zip(tensors, vector.parts).reduce(0.0) {
      let storage = $1.0.storage
      return $0 + Reductions.dot(storage.span, $1.1.span)
    }
  }

  // MARK: - Changing the gradient

  /// Multiplies the gradient, place by place.
  package func multiplyGradient(by mask: ParameterVector) {
    for (tensor, part) in zip(tensors, mask.parts) {
      ElementwiseSteps.multiply(tensor.gradientStorage, by: part)
    }
  }

  /// Replaces the gradient `g` by `factor · g + a · w + b · center`, with the parameters `w`.
  package func combineGradient(
    factor: Double, parameters a: Double, center: ParameterVector, times b: Double
  ) {
    for (tensor, part) in zip(tensors, center.parts) {
      ElementwiseSteps.combine(
        Float(a), tensor.storage, Float(b), part, Float(factor), into: tensor.gradientStorage)
    }
  }

  // MARK: - Changing the parameters

  /// Moves the parameters `w` to `center + factor · (w − center)`.
  package func pullParameters(toward center: ParameterVector, by factor: Double) {
    for (tensor, part) in zip(tensors, center.parts) {
      ElementwiseSteps.pull(tensor.storage, toward: part, by: Float(factor))
    }
  }

  /// Moves every parameter that is farther than `radius` from the center to that distance.
  package func clampParameters(around center: ParameterVector, radius: Double) {
    for (tensor, part) in zip(tensors, center.parts) {
      ElementwiseSteps.clamp(tensor.storage, around: part, radius: Float(radius))
    }
  }

  /// Puts back what a vector holds wherever a mask is 0.
  package func restoreParameters(of vector: ParameterVector, whereZero mask: ParameterVector) {
    for (tensor, parts) in zip(tensors, zip(vector.parts, mask.parts)) {
      ElementwiseSteps.restore(tensor.storage, to: parts.0, whereZero: parts.1)
    }
  }
}
