private import CLinux

/// How the C allocator treats the large blocks that models arrive in.
///
/// Two thresholds in bytes: blocks from the first on are mapped on their own and unmapped when they
/// are freed, smaller ones come from the heap; the heap keeps free bytes up to the second.
package enum MemoryTuning {
  /// Keeps freed message buffers for the next message, in a process that receives many.
  ///
  /// By default glibc maps every buffer of a model's size anew and faults its pages in again, which
  /// makes gathering ten 4 MiB updates three times slower. Either threshold alone changes nothing;
  /// glibc allows no more than 32 MiB for the first.
  case gathering
  /// Gives freed buffers back, in a process that receives one model and computes for long.
  ///
  /// A heap that keeps models of different ages is soon full of holes: a client that trains LeNet
  /// grew from 80 to 102 MB in three rounds.
  case computing

  /// Makes the allocator work so, with one heap for all threads.
  ///
  /// A heap for each would keep what another thread could use. Call once, at the start of a
  /// process, before other threads run.
  ///
  /// - Returns: whether the allocator took all settings; `false` on systems without glibc.
  @discardableResult
  package func apply() -> Bool {
    switch self {
    case .gathering: muster_keep_freed_memory(32 << 20, 512 << 20) == 1
    case .computing: muster_keep_freed_memory(256 << 10, 1 << 20) == 1
    }
  }
}
