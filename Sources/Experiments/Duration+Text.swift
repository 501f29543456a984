extension Duration {
  /// Reads a length of time such as `120s`, `2m`, `500ms` or `1.5h`.
  ///
  /// Returns nil for other text and for lengths that are not above zero.
  package init?(text: String) {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)]
    for (unit, scale) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number > 0, number < 1e9 else {
        continue
      }
      self = .seconds(number * scale)
      return
    }
    return nil
  }

  /// The length in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
