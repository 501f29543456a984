import Dispatch
import Foundation
import Synchronization

/// How many threads share a piece of work.
///
/// Work is cut into tasks or blocks that do not depend on the number of workers, and each is done by
/// one worker on its own; so results have the same bits on any number of them.
package struct Workers: Sendable, Equatable {
  /// The number of threads, at least 1.
  package let count: Int

  /// That many threads.
  package init(_ count: Int) {
    precondition(count >= 1, "\(count) workers can do nothing")
    self.count = count
  }

  /// As many threads as the machine has cores.
  package static let perCore = Workers(max(1, ProcessInfo.processInfo.activeProcessorCount))

  /// Does tasks `0..<taskCount`, in any order, and returns when all are done.
  package func perform(_ taskCount: Int, _ task: @Sendable (Int) -> Void) {
    let threads = min(count, taskCount)
    guard threads > 1 else {
      for index in 0..<taskCount { task(index) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < taskCount else { return }
        task(index)
      }
    }
  }

  /// Hands out an array in blocks, each to one worker, which may change it.
  ///
  /// - Parameters:
  ///   - array: what is changed.
  ///   - length: of a block, at least 1; the last one may be shorter.
  ///   - body: gets the positions of a block in the array, and the block.
  package func fill<Element: BitwiseCopyable & Sendable>(
    _ array: inout [Element], inBlocksOf length: Int,
    _ body: @Sendable (_ range: Range<Int>, _ block: inout MutableSpan<Element>) -> Void
  ) {
    precondition(length >= 1, "blocks of \(length) values")
    let total = array.count
    unsafe array.withUnsafeMutableBufferPointer { buffer in
      // No two tasks have the same block, and the array is not touched until all are done.
      nonisolated(unsafe) let whole = unsafe buffer
      perform((total + length - 1) / length) { index in
        let range = index * length..<min((index + 1) * length, total)
        var block = unsafe MutableSpan(_unsafeElements: whole.extracting(range))
        body(range, &block)
      }
    }
  }
}
