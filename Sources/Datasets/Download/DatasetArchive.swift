/// The files of a data set and where they can be had.
package struct DatasetArchive: Sendable {
  /// Addresses that hold the bundle, or all files as gzip; tried in order, without a slash at the end.
  package let mirrors: [String]
  /// The files that are read.
  package let files: [DatasetFile]
  /// The tar archive that the files come in; `nil` where they come one by one.
  package let bundle: DatasetFile?

  init(mirrors: [String], files: [DatasetFile], bundle: DatasetFile? = nil) {
    self.mirrors = mirrors
    self.files = files
    self.bundle = bundle
  }
}

/// One file of a data set, by its published content.
///
/// The content counts, not its packing: a plain file and a gzip file that was packed anew are as
/// good as the one that was published.
package struct DatasetFile: Sendable, Equatable {
  /// The name of the plain file; the packed one has `.gz` behind it.
  package let name: String
  /// The SHA-256 of the gzip file as published, 64 hexadecimal digits; `nil` if none was.
  package let packed: String?
  /// The SHA-256 of the content, where it is known.
  package let plain: String?

  /// A file and its checksums.
  package init(_ name: String, packed: String? = nil, plain: String? = nil) {
    self.name = name
    self.packed = packed
    self.plain = plain
  }
}
