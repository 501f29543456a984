private import CLinux
private import Glibc

/// An open file descriptor that no child inherits, closed at the end of its owner.
struct Descriptor: ~Copyable {
  let number: Int32

  /// Takes over a descriptor, and moves it out of the way of the standard three.
  ///
  /// - Returns: `nil` with `errno` set when the number is negative or there is none left.
  init?(owning number: Int32) {
    guard number >= 0 else { return nil }
    if number > 2 {
      self.number = number
      return
    }
    // Where standard streams are closed, new descriptors get their numbers, and a child would mix
    // them up.
    let moved = fcntl(number, F_DUPFD_CLOEXEC, 3)
    let code = errno
    close(number)
    errno = code
    guard moved >= 0 else { return nil }
    self.number = moved
  }

  deinit { close(number) }

  // MARK: - Bytes

  /// Reads what there is, waiting for at least one byte.
  ///
  /// - Parameters:
  ///   - number: an open descriptor.
  ///   - limit: the most bytes to read.
  /// - Returns: nothing at the end of the input, or when it cannot be read.
  static func read(_ number: Int32, upTo limit: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var result: Int
      repeat {
        result = unsafe Glibc.read(number, buffer.baseAddress, limit)
      } while result < 0 && errno == EINTR
      count = max(result, 0)
    }
  }

  /// Writes all bytes, waiting for a reader to take them.
  ///
  /// - Parameter bytes: what to write.
  /// - Returns: whether they were written; a reader that has gone takes none.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    Self.withoutBrokenPipeSignal {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
          unsafe Glibc.write(number, $0.baseAddress, $0.count)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  /// Writing to a pipe without a reader kills the process, unless the thread holds the signal back
  /// and takes it itself.
  private static func withoutBrokenPipeSignal<Result>(_ body: () -> Result) -> Result {
    var broken = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&broken)
    unsafe sigaddset(&broken, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &broken, &before)
    let result = body()
    var now = timespec()
    while unsafe sigtimedwait(&broken, nil, &now) == SIGPIPE {}
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
  }
}

/// Both ends of a pipe.
struct Pipe: ~Copyable {
  let readEnd: Descriptor
  let writeEnd: Descriptor

  /// Opens a pipe that no child inherits.
  ///
  /// - Throws: `ProcessError.system` when there are no descriptors left.
  init() throws(ProcessError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0,
      let readEnd = Descriptor(owning: ends[0]), let writeEnd = Descriptor(owning: ends[1])
    else { throw .system(operation: "opening a pipe", reason: ProcessError.reason(errno)) }
    self.readEnd = readEnd
    self.writeEnd = writeEnd
  }
}
