/// The files of a data set and where they can be had.
package struct DatasetArchive: Sendable {
  /// Addresses that hold all files as gzip, tried in order; without a slash at the end.
  package let mirrors: [String]
  /// The files.
  package let files: [DatasetFile]
}

/// One file of a data set, by its published content.
///
/// The content counts, not its packing: a plain file and a gzip file that was packed anew are as
/// good as the one that was published.
package struct DatasetFile: Sendable, Equatable {
  /// The name of the plain file; the packed one has `.gz` behind it.
  package let name: String
  /// The SHA-256 of the gzip file as published, 64 hexadecimal digits.
  package let packed: String
  /// The SHA-256 of the content, where it is known.
  package let plain: String?

  /// A file and its checksums.
  package init(_ name: String, packed: String, plain: String? = nil) {
    self.name = name
    self.packed = packed
    self.plain = plain
  }
}
