/// Floats at a fixed address that is a multiple of 64, for vector instructions and C libraries.
@safe package final class AlignedBuffer {
  package let count: Int
  package let base: UnsafeMutablePointer<Float>

  /// A buffer of zeros.
  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: count)
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  /// The values, to read.
  package var span: Span<Float> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Runs `body` with the values, to write.
  package func withMutableSpan<Result>(_ body: (inout MutableSpan<Float>) -> Result) -> Result {
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    return body(&span)
  }
}
