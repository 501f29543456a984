package import Options
package import Randomness

/// A way of finding groups, as an entry of the catalog.
///
/// A new method is one file and one line in `ClusteringMethods.all`.
package protocol ClusteringMethod: PlugIn {
  /// A method with options that its schema has accepted.
  init(options: Options) throws(OptionError)

  /// Finds the groups.
  ///
  /// - Parameters:
  ///   - input: points or distances.
  ///   - random: for methods that start at random; the others draw nothing.
  /// - Returns: a label and a probability for each thing.
  /// - Throws: `ClusteringError` if the method cannot work on this input.
  func cluster(
    _ input: ClusteringInput, using random: inout RandomStream
  ) throws(ClusteringError) -> ClusterAssignment
}

/// All methods that exist.
package enum ClusteringMethods {
  package static let all: [any ClusteringMethod.Type] = [HDBSCAN.self]

  /// The method called `name` with the given options.
  ///
  /// - Parameters:
  ///   - name: as in `all`.
  ///   - options: a mapping, or null for the defaults.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Returns: the method.
  /// - Throws: `OptionError` for an unknown name or options that the method refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, at path: OptionPath = []
  ) throws(OptionError) -> any ClusteringMethod {
    let method = try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
    return try make(method, options, path)
  }

  private static func make<Method: ClusteringMethod>(
    _ method: Method.Type, _ options: OptionValue, _ path: OptionPath
  ) throws(OptionError) -> Method {
    let typed = try method.options(from: options, at: path)
    do {
      return try method.init(options: typed)
    } catch {
      throw error.prefixed(by: path)
    }
  }
}
