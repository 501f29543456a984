import Foundation

extension Double {
  /// With three digits that count, as tables show what is measured.
  var measured: String {
    guard self != 0, isFinite else { return "0" }
    let digits = max(0, 2 - Int(log10(abs(self)).rounded(.down)))
    return String(format: "%.\(digits)f", self)
  }

  /// A share with two decimals.
  var share: String { String(format: "%.2f", self) }
}
