package import Options
package import Tensors

/// A reference case of a trigger, in the words of our catalog.
package struct GoldenTrigger: Sendable {
  package let name: String
  /// Without the key image.
  package let options: OptionValue
  /// The key image of a blend, planes × rows × columns, in 0...1.
  package let key: Tensor?
  /// Channels × rows × columns, in 0...1.
  package let image: Tensor
  /// What the reference calls the triggered images.
  package let expected: [String]
  /// The reference's value for white: 1 or 255.
  package let white: Float

  package var shape: ImageShape {
    ImageShape(channels: image.shape[0], height: image.shape[1], width: image.shape[2])
  }

  /// Translates a case; nil for algorithms that are no trigger of ours.
  package init?(_ golden: GoldenCase) throws {
    guard let (name, options) = Self.translate(golden) else { return nil }
    self.name = name
    self.options = .object(options.map { .init($0.0, $0.1 ?? .null) })
    let isInserted = golden.algorithm == "insert_image"
    white = isInserted ? 255 : 1
    image = try golden.tensor("image").divided(by: white)
    key =
      name == "image-blend"
      ? try golden.tensor(isInserted ? "trigger" : "key").divided(by: white) : nil
    expected =
      switch golden.algorithm {
      case "insert_image": ["image8Bit", "imageUnrounded"]
      case "dba": ["globalImage"]
      default: ["image"]
      }
  }

  private static func translate(_ golden: GoldenCase) -> (String, [(String, OptionValue?)])? {
    let parameters = golden.parameters
    let fromEdge = OptionValue.int(-(parameters["distance"]?.integer ?? 0))
    switch golden.algorithm {
    case "add_single_bd", "add_pattern_bd":
      return (
        golden.algorithm == "add_single_bd" ? "pixel" : "checkerboard",
        [("row", fromEdge), ("column", fromEdge), ("value", parameters["pixelValue"])]
      )
    case "patch":
      let corner = parameters["corner"]?.description ?? ""
      return (
        "patch",
        [
          ("size", parameters["size"]), ("margin", parameters["margin"]),
          ("color", parameters["colour"]), ("mode", parameters["mode"]),
          ("corner", .string(corners[corner] ?? corner)),
        ]
      )
    case "insert_image":
      return (
        "image-blend",
        [
          ("alpha", parameters["blend"]), ("row", parameters["yShift"]),
          ("column", parameters["xShift"]),
        ]
      )
    case "blend": return ("image-blend", [("alpha", parameters["alpha"])])
    case "sinusoid":
      return (
        "sig", [("amplitude", parameters["amplitude"]), ("frequency", parameters["frequency"])]
      )
    case "blur":
      func edge(_ key: String) -> Int { parameters["box"]?[key]?.integer ?? -1 }
      return (
        "blur",
        [
          ("kernel_size", parameters["kernelSize"]), ("sigma", parameters["sigma"]),
          ("row", .int(edge("top"))), ("column", .int(edge("left"))),
          ("height", .int(edge("bottom") - edge("top"))),
          ("width", .int(edge("right") - edge("left"))),
        ]
      )
    case "dba":
      return (
        "dba-strips",
        [
          ("length", parameters["partLength"]), ("gap", parameters["gap"]),
          ("shift", parameters["shift"]), ("value", parameters["value"]),
        ]
      )
    case "warp":
      return (
        "warp",
        [
          ("strength", parameters["strength"]), ("control_points", golden.inputs["controlPoints"]),
          ("size", .int(golden.inputs["controlPoints"]?.shape.last ?? 0)),
        ]
      )
    default: return nil
    }
  }

  private static let corners = [
    "topLeft": "top-left", "topRight": "top-right", "bottomLeft": "bottom-left",
    "bottomRight": "bottom-right",
  ]
}

extension Tensor {
  fileprivate func divided(by white: Float) -> Tensor {
    Tensor(shape: shape, values: values.map { $0 / white })
  }
}
