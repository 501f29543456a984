private import CLinux

/// How the C allocator treats the large blocks that models arrive in.
package enum MemoryTuning {
  /// Blocks up to this many bytes come from the heap; glibc allows no more than 32 MiB.
  static let mappingThreshold: Int32 = 32 << 20
  /// The heap keeps this many free bytes before it gives some back to the kernel.
  static let trimThreshold: Int32 = 512 << 20

  /// Makes the allocator keep freed message buffers for the next message.
  ///
  /// By default glibc maps every buffer of a model's size anew and faults its pages in again, which
  /// makes gathering ten 4 MiB updates three times slower. Either threshold alone changes nothing.
  /// Since a heap for each thread would then keep what another thread could use, there is one for
  /// all: a client that trains LeNet keeps 43 MB instead of 68. Call once, at the start of a process,
  /// before other threads run.
  ///
  /// - Returns: whether the allocator took all settings; `false` on systems without glibc.
  @discardableResult
  package static func apply() -> Bool {
    muster_keep_freed_memory(mappingThreshold, trimThreshold) == 1
  }
}
