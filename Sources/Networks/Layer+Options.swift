import Kernels
package import Options

extension Layer {
  /// One kind of layer as an experiment's `layers` list spells it.
  package struct ListedType: Sendable {
    /// The value of the key `type`.
    package let name: String
    /// One sentence on what it does, without a period.
    package let summary: String
    /// The keys beside `type`.
    package let schema: OptionSchema
    fileprivate let make: @Sendable (ListedKeys) -> Layer
  }

  /// The kinds of layers that a `layers` list may hold.
  package static let types: [ListedType] = [
    ListedType(
      name: "conv2d", summary: "a convolution",
      schema: OptionSchema([
        .required("channels", size, "the number of output channels"),
        .required("kernel", size, "height and width of the kernel"),
        OptionField("stride", size, default: 1, "the step from window to window"),
        OptionField(
          "padding", .integer(0...65_535), default: 0, "rows and columns of zeros on each side"),
        OptionField("bias", .bool, default: true, "whether each channel has a bias"),
      ])
    ) {
      .convolution(
        channels: $0["channels"] ?? 1, kernel: $0["kernel"] ?? 1, stride: $0["stride"] ?? 1,
        padding: $0["padding"] ?? 0, hasBias: $0.hasBias)
    },
    ListedType(
      name: "linear", summary: "a fully connected layer with bias",
      schema: OptionSchema([
        .required(
          "outputs", .oneOf([size, .choice(["classes"])]),
          "the number of outputs, or 'classes' for one for each class")
      ])
    ) { .linear(outputs: $0["outputs"] ?? $0.classCount) },
    ListedType(
      name: "batch-norm", summary: "each channel normalized over the batch",
      schema: OptionSchema([])
    ) { _ in .norm(.batch) },
    ListedType(
      name: "group-norm", summary: "groups of channels normalized image by image",
      schema: OptionSchema([
        .required("groups", size, "the number of groups, a divisor of the channels")
      ])
    ) { .norm(.group($0["groups"] ?? 1)) },
    ListedType(
      name: "residual-block", summary: "two convolutions of 3×3 with norms, added to what came in",
      schema: OptionSchema(
        [
          .required("channels", size, "the number of output channels"),
          OptionField("stride", size, default: 1, "the step of the first convolution"),
        ] + NormOptions.fields)
    ) { .residual(channels: $0["channels"] ?? 1, stride: $0["stride"] ?? 1, norm: $0.norm) },
    ListedType(name: "relu", summary: "a rectifier", schema: OptionSchema([])) { _ in .relu },
    ListedType(name: "max-pool", summary: "the largest value of each window", schema: window) {
      .maxPooling(kernel: $0["kernel"] ?? 1, stride: $0["stride"] ?? $0["kernel"] ?? 1)
    },
    ListedType(name: "avg-pool", summary: "the mean of each window", schema: window) {
      .averagePooling(kernel: $0["kernel"] ?? 1, stride: $0["stride"] ?? $0["kernel"] ?? 1)
    },
    ListedType(
      name: "global-avg-pool", summary: "the mean of each channel", schema: OptionSchema([])
    ) { _ in .globalAveragePooling },
    ListedType(name: "flatten", summary: "all values in one row", schema: OptionSchema([])) { _ in
      .flatten
    },
    ListedType(
      name: "dropout", summary: "zeroes values at random while training",
      schema: OptionSchema([
        OptionField("rate", .number(0...0.999), default: 0.5, "the probability of a zero")
      ])
    ) { .dropout(rate: $0.rate) },
  ]

  /// A layer from a mapping such as `{ type: max-pool, kernel: 2 }`.
  ///
  /// - Parameters:
  ///   - value: the mapping.
  ///   - classCount: what the word `classes` stands for.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Throws: `OptionError`.
  package init(_ value: OptionValue, classCount: Int, at path: OptionPath = []) throws(OptionError)
  {
    guard case .string(let name)? = value["type"] else {
      throw .missingKey(
        path: path + ["type"], allowed: Self.types.map(\.name).joined(separator: " or "))
    }
    let type = try PlugIns.find(name, in: Self.types, at: path + ["type"]) { $0.name }
    var rest = value
    rest["type"] = nil
    let resolved = try type.schema.resolve(rest, at: path)
    self = type.make(ListedKeys(value: resolved, classCount: classCount))
  }

  // MARK: - Details

  private static let size = OptionField.Kind.integer(1...65_535)

  private static let window = OptionSchema([
    .required("kernel", size, "height and width of the window"),
    .optional("stride", size, "the step from window to window; the kernel if left out"),
  ])
}

/// The numbers of a resolved mapping.
private struct ListedKeys {
  let value: OptionValue
  let classCount: Int

  /// The whole number under a key; `nil` for null and words.
  subscript(key: String) -> Int? {
    if case .int(let number)? = value[key] { number } else { nil }
  }

  /// Whether `bias` is not `false`.
  var hasBias: Bool { value["bias"] != .bool(false) }

  /// The norm that `norm` and `groups` say.
  var norm: Norm {
    NormOptions.norm(isGroup: value["norm"] == .string("group-norm"), groups: self["groups"] ?? 1)
  }

  /// The number under `rate`.
  var rate: Double {
    switch value["rate"] {
    case .int(let number)?: Double(number)
    case .double(let number)?: number
    default: 0
    }
  }
}
