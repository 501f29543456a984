/// Why an update could not be crafted.
package enum ByzantineError: Error, Equatable {
  /// So many attackers that the formula for what they may do has no value.
  case majority(attack: String, malicious: Int, of: Int)
}

extension ByzantineError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .majority(let attack, let malicious, let count):
      "\(attack) finds its shift only for fewer than \(count / 2 + 1) malicious clients in a round "
        + "of \(count), and there are \(malicious); give attack.z a number or lower attack.fraction"
    }
  }
}
