/// What every entry of the catalog says of itself.
///
/// Attacks, triggers, stages, data sets, models, partitioners and repairs each have a protocol of
/// their own that refines this one, and one list of all that exist.
package protocol PlugIn: Sendable {
  /// The typed options, made from a mapping that `schema` has resolved.
  associatedtype Options: Codable & Sendable
  /// The name in experiment files, kebab-case.
  static var name: String { get }
  /// One sentence on what it does, without a period.
  static var summary: String { get }
  /// The paper or other source, with a link that lasts; empty where there is none.
  static var source: String { get }
  /// The options, with ranges and defaults.
  static var schema: OptionSchema { get }
}

extension PlugIn {
  package static var source: String { "" }

  /// Checks a mapping against the schema and decodes it.
  package static func options(from value: OptionValue, at path: OptionPath = []) throws(OptionError)
    -> Options
  {
    let resolved = try schema.resolve(value, at: path)
    do {
      return try resolved.decoded(as: Options.self)
    } catch {
      // The schema accepted what the type refuses: ours to mend, so say precisely where.
      preconditionFailure("the schema of '\(name)' and its options disagree: \(error)")
    }
  }
}

/// The lookup that every family of plug-ins shares.
package enum PlugIns {
  /// The entry called `name`.
  ///
  /// - Throws: `OptionError.unknownName` with the names that exist.
  package static func find<Entry>(
    _ name: String, in all: [Entry], at path: OptionPath, name nameOf: (Entry) -> String
  ) throws(OptionError) -> Entry {
    for entry in all where nameOf(entry) == name { return entry }
    throw .unknownName(path: path, name: name, known: all.map(nameOf))
  }
}
