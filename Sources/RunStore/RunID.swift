package import Foundation

/// The name of a run and of its folder: `<UTC time>-<name>-<4 hex>`.
package enum RunID {
  /// A new name.
  ///
  /// Names are for people and never reach a result, so the clock and a process number may make them.
  package static func make(name: String, date: Date = Date()) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMdd'T'HHmmss"
    let nanoseconds = UInt64(max(0, date.timeIntervalSince1970) * 1e9)
    let mixed = (nanoseconds ^ UInt64(ProcessInfo.processInfo.processIdentifier) << 40)
      .multipliedReportingOverflow(by: 0x9E37_79B9_7F4A_7C15).partialValue
    let hex = String(mixed >> 48, radix: 16)
    let suffix = String(repeating: "0", count: 4 - hex.count) + hex
    return "\(formatter.string(from: date))-\(name)-\(suffix)"
  }

  /// Whether a name given by a person can be a folder's name.
  package static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 120 && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
      }
  }
}
