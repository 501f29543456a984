package import Kernels
package import Options

/// The choice of a norm in residual networks and blocks.
package struct NormOptions: Codable, Sendable {
  /// The norms by name.
  package enum Name: String, Codable, Sendable, CaseIterable {
    case batch = "batch-norm"
    case group = "group-norm"
  }

  /// Which norm stands behind every convolution.
  package let norm: Name
  /// The number of groups of a group norm, which must divide the channels.
  package let groups: Int

  /// The keys, for schemas.
  ///
  /// Two groups are what Reddi et al., ICLR 2021, arXiv:2003.00295, put in the place of batch
  /// normalization, whose statistics suffer where clients' data differ.
  package static let fields = [
    OptionField(
      "norm", .choice(Name.allCases.map(\.rawValue)), default: "batch-norm",
      "what stands behind every convolution"),
    OptionField(
      "groups", .integer(1...65_535), default: 2, "the number of groups of a group norm"),
  ]

  /// What the options say.
  package var choice: Norm { Self.norm(isGroup: norm == .group, groups: groups) }

  /// Batch normalization, or group normalization with so many groups.
  static func norm(isGroup: Bool, groups: Int) -> Norm { isGroup ? .group(groups) : .batch }
}
