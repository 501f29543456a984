private import Foundation

/// A short-lived folder for ipc sockets that only this user can enter.
///
/// A Unix socket's path holds 107 bytes, fewer than many working folders have, so the folder is
/// `/tmp/muster-<process>-<time>`. It goes with the last reference; what a killed process left
/// behind is swept up by the next one.
package final class SocketFolder: Sendable {
  /// Where the folder is, without a slash at the end.
  package let path: String
  // Held locked for the life of the folder: a process id may mean another process in another
  // container.
  private let lock: Int32

  private static let prefix = "muster-"
  private static let lockName = "lock"

  /// Makes a folder, after removing those of this user whose process is gone.
  ///
  /// - Parameter parent: where; must be short.
  /// - Throws: `TransportError.folderUnavailable` or `.pathTooLong`.
  package init(in parent: String = "/tmp") throws(TransportError) {
    Self.sweep(parent)
    path = try Self.makeFolder(in: parent)
    lock = Self.lock(path, creating: true)
    guard lock >= 0 else {
      let reason = Self.reason(errno)
      unsafe rmdir(path)
      throw .folderUnavailable(path: path, reason: reason)
    }
  }

  deinit {
    Self.remove(path)
    close(lock)
  }

  /// The address of a socket called `name` in this folder.
  ///
  /// - Throws: `TransportError.pathTooLong`.
  package func address(_ name: String) throws(TransportError) -> Address {
    try Address("ipc://\(path)/\(name)")
  }

  // MARK: - Making

  private static func makeFolder(in parent: String) throws(TransportError) -> String {
    // Two folders of one process differ in the time; should they not, the next number does.
    var number = UInt64(clock_gettime_nsec())
    while true {
      let name = "\(prefix)\(getpid())-\(String(number & 0xffff_ffff, radix: 16))"
      let path = "\(parent)/\(name)"
      if unsafe mkdir(path, 0o700) == 0 { return path }
      let code = errno
      guard code == EEXIST else {
        throw .folderUnavailable(path: path, reason: Self.reason(code))
      }
      number &+= 1
    }
  }

  private static func clock_gettime_nsec() -> UInt64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
  }

  private static func reason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// The locked lock file of a folder; -1 when another process holds it or there is none.
  private static func lock(_ path: String, creating: Bool) -> Int32 {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT : 0)
    let descriptor = unsafe open("\(path)/\(lockName)", flags, 0o600)
    guard descriptor >= 0 else { return -1 }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    close(descriptor)
    return -1
  }

  // MARK: - Removing

  private static func sweep(_ parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names {
      guard let process = owner(of: name), kill(process, 0) != 0, errno == ESRCH else { continue }
      let path = "\(parent)/\(name)"
      guard isOwnFolder(path) else { continue }
      let descriptor = lock(path, creating: false)
      // A folder without a lock file is one that was being made or removed when its process died.
      if descriptor < 0 && (unsafe access("\(path)/\(lockName)", F_OK)) == 0 { continue }
      remove(path)
      if descriptor >= 0 { close(descriptor) }
    }
  }

  /// The process in a name like `muster-4711-5f3a`.
  private static func owner(of name: String) -> pid_t? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, name.hasPrefix(prefix), UInt64(parts[2], radix: 16) != nil,
      let process = pid_t(parts[1]), process > 0
    else { return nil }
    return process
  }

  private static func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_uid == geteuid()
  }

  /// Removes the folder and the sockets in it; it has no folders in it.
  private static func remove(_ path: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}

extension SocketFolder {
  /// Removes the folder around a socket whose owner was killed; for a child that outlived it.
  ///
  /// - Parameter socket: the socket's path; nothing happens unless it lies in a folder that this
  ///   type made for this user.
  package static func removeAbandoned(around socket: String) {
    let folder = (socket as NSString).deletingLastPathComponent
    let name = (folder as NSString).lastPathComponent
    guard owner(of: name) != nil, isOwnFolder(folder) else { return }
    remove(folder)
  }
}
