private import Glibc

/// How many descriptors this process may have open; libzmq ends a process that has none left.
package enum OpenFiles {
  /// Sees to it that there may be so many, if the system lets this user.
  ///
  /// - Parameter count: of descriptors.
  /// - Returns: whether there may be; if not, the limit is as it was.
  package static func allow(_ count: Int) -> Bool {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    let wanted = rlim_t(count)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return false }
    if limit.rlim_cur >= wanted { return true }
    guard limit.rlim_max >= wanted else { return false }
    limit.rlim_cur = wanted
    return unsafe setrlimit(resource, &limit) == 0
  }
}
