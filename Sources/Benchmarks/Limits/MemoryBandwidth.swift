import Dispatch
import Kernels

/// How fast this machine was seen to read memory with all its cores.
enum MemoryBandwidth {
  /// Several times the largest cache: 256 MiB.
  private static let wordCount = 1 << 25
  private static let repeatCount = 5

  /// Measures for a fraction of a second.
  ///
  /// - Parameter cores: how many threads read, each its own part.
  /// - Returns: bytes a second, at best.
  static func measure(cores: Int) -> Double {
    let words = [UInt64](repeating: 0x5555_5555, count: wordCount)
    let share = wordCount / cores
    var best = Double.infinity
    for _ in 0..<repeatCount {
      let seconds = Timing.seconds {
        DispatchQueue.concurrentPerform(iterations: cores) { core in
          _ = MachineLoops.read(words.span.extracting(core * share..<(core + 1) * share))
        }
      }
      best = min(best, seconds)
    }
    return Double(share * cores * MemoryLayout<UInt64>.size) / best
  }
}
