import Tensors

/// What a backend can fail at.
package enum KernelError: Error, Equatable {
  /// A library call failed; `code` is the library's own.
  case library(call: String, code: Int)
  /// A layer that no kernel exists for, such as a window larger than its image.
  case impossibleShape(String)
  /// A backend that this build or machine lacks.
  case backendMissing(name: String, available: [String])

  /// Refuses a linear layer without inputs or outputs.
  static func checkLinear(input: ImageShape, outputs: Int) throws(KernelError) {
    guard outputs >= 1, input.count >= 1 else {
      throw .impossibleShape(
        "a linear layer from \(input) to \(outputs) outputs is impossible; both start at 1")
    }
  }
}

extension KernelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .library(let call, let code):
      "oneDNN refused \(call) with status \(code); --backend portable does without the library"
    case .impossibleShape(let reason): reason
    case .backendMissing(let name, let available):
      "this build has no backend '\(name)'; choose one of \(available.joined(separator: ", "))"
        + ", or install libdnnl-dev and build again"
    }
  }
}
