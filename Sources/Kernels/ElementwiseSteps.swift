import CKernels

/// Steps over whole buffers that look at each place alone.
///
/// They give the same values however a tensor lies, as long as all buffers lie alike; places that a
/// layout pads stay zero. Buffers of one call have one length.
package enum ElementwiseSteps {
  /// y ← x · y.
  package static func multiply(_ y: AlignedBuffer, by x: AlignedBuffer) {
    var values = y.mutableSpan
    ck_scale_by(x.span, &values)
  }

  /// z ← a · x + b · y + c · z.
  package static func combine(
    _ a: Float, _ x: AlignedBuffer, _ b: Float, _ y: AlignedBuffer, _ c: Float,
    into z: AlignedBuffer
  ) {
    var values = z.mutableSpan
    ck_combine(a, x.span, b, y.span, c, &values)
  }

  /// y ← center + factor · (y − center).
  package static func pull(_ y: AlignedBuffer, toward center: AlignedBuffer, by factor: Float) {
    var values = y.mutableSpan
    ck_pull(factor, center.span, &values)
  }

  /// Moves what is farther than `radius` from the center to that distance.
  package static func clamp(_ y: AlignedBuffer, around center: AlignedBuffer, radius: Float) {
    var values = y.mutableSpan
    ck_clamp_around(radius, center.span, &values)
  }

  /// y ← x where the mask is 0.
  package static func restore(
    _ y: AlignedBuffer, to x: AlignedBuffer, whereZero mask: AlignedBuffer
  ) {
    var values = y.mutableSpan
    ck_restore(mask.span, x.span, &values)
  }
}
