/// Scratch memory that kernels use one after the other; it grows as they ask for more.
///
/// A pass leaves nothing in it for later, so all kernels of a network can share one.
package final class KernelWorkspace {
  private var buffer = AlignedBuffer(count: 0)

  package init() {}

  /// The buffer, at least `count` floats long.
  func buffer(holding count: Int) -> AlignedBuffer {
    if buffer.count < count { buffer = AlignedBuffer(count: count) }
    return buffer
  }
}
