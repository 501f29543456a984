/// A trainable tensor in canonical order.
final class PortableParameter: KernelParameter {
  let storage: AlignedBuffer
  let gradientStorage: AlignedBuffer
  var count: Int { storage.count }

  init(count: Int) {
    storage = AlignedBuffer(count: count)
    gradientStorage = AlignedBuffer(count: count)
  }

  func load(_ values: Span<Float>) { storage.copy(from: values) }
  func store(into values: inout MutableSpan<Float>) { storage.copy(into: &values) }
  func storeGradient(into values: inout MutableSpan<Float>) { gradientStorage.copy(into: &values) }
}
