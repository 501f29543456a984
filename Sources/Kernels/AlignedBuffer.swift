/// Floats at a fixed address that is a multiple of 64, for vector instructions and C libraries.
@safe package final class AlignedBuffer {
  package let count: Int
  package let base: UnsafeMutablePointer<Float>
  /// Whose memory it is, if not its own.
  private let owner: AlignedBuffer?

  /// A buffer of zeros.
  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: count)
    owner = nil
  }

  /// The first values of another buffer, in the same memory.
  package init(first count: Int, of owner: AlignedBuffer) {
    precondition(count <= owner.count, "\(count) of \(owner.count) values")
    self.count = count
    unsafe base = owner.base
    self.owner = owner
  }

  deinit { if owner == nil { unsafe UnsafeMutableRawPointer(base).deallocate() } }

  /// One value; for few of them, as spans are for many.
  package subscript(index: Int) -> Float {
    get {
      precondition(0 <= index && index < count, "place \(index) of \(count)")
      return unsafe base[index]
    }
    set {
      precondition(0 <= index && index < count, "place \(index) of \(count)")
      unsafe base[index] = newValue
    }
  }

  /// The values, to read.
  package var span: Span<Float> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The values, to write.
  ///
  /// Nothing keeps two such spans apart: take one for a call, and keep none.
  package var mutableSpan: MutableSpan<Float> {
    @_lifetime(borrow self)
    get {
      let span = unsafe MutableSpan(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Runs `body` with the values, to write.
  package func withMutableSpan<Result>(_ body: (inout MutableSpan<Float>) -> Result) -> Result {
    var span = mutableSpan
    return body(&span)
  }

  /// Puts `value` everywhere.
  package func fill(_ value: Float) { unsafe base.update(repeating: value, count: count) }

  /// Takes the values of a buffer or array of the same length.
  package func copy(from values: Span<Float>) {
    precondition(values.count == count, "\(values.count) values for \(count) places")
    unsafe values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe base.update(from: start, count: count) }
    }
  }

  /// Writes the values.
  package func copy(into values: inout MutableSpan<Float>) {
    precondition(values.count == count, "\(count) values for \(values.count) places")
    unsafe values.withUnsafeMutableBufferPointer { target in
      unsafe target.baseAddress?.update(from: base, count: count)
    }
  }
}
