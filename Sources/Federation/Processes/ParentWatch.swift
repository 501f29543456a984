private import Foundation
private import Synchronization

/// A child's side of its standard input: the assignment, then silence until the parent is gone.
///
/// A parent that is killed cannot tell its children, but the kernel closes its end of the pipe.
/// Unlike a death signal, which Linux ties to a thread of the parent, this comes when the process
/// ends.
package final class ParentWatch: Sendable {
  private let descriptor: Int32
  private let unread = Mutex<[UInt8]>([])

  /// Watches standard input, or another descriptor that stays open.
  package init(descriptor: Int32 = 0) { self.descriptor = descriptor }

  /// The next line of the assignment, without its end.
  ///
  /// Blocks its thread; call it at the start of a process and before `start(onEnd:)`.
  ///
  /// - Parameter limit: the most bytes a line may have.
  /// - Returns: the line.
  /// - Throws: `ProcessError.noAssignment` at the end of the input, `.assignmentTooLong`.
  package func readLine(limit: Int = 16 << 20) throws(ProcessError) -> String {
    var bytes = unread.withLock { $0 }
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end <= limit {
        let rest = Array(bytes[(end + 1)...])
        unread.withLock { $0 = rest }
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
      guard bytes.count <= limit else { throw .assignmentTooLong(limit: limit) }
      let more = Descriptor.read(descriptor, upTo: 1 << 16)
      guard !more.isEmpty else { throw .noAssignment }
      bytes += more
    }
  }

  /// Calls back once when the parent has closed the input or is gone.
  ///
  /// - Parameter onEnd: runs on a thread of its own; what the parent writes meanwhile is ignored.
  package func start(onEnd: @escaping @Sendable () -> Void) {
    let descriptor = self.descriptor
    Thread {
      while !Descriptor.read(descriptor, upTo: 1 << 12).isEmpty {}
      onEnd()
    }.start()
  }
}
