package import Options

/// The options of every data set: where it lies and how much of it to use.
package struct DatasetOptions: Codable, Sendable, Equatable {
  /// A folder; see `DatasetFolder` for what stands in when there is none.
  package var path: String?
  /// The first so many training images; all when `nil`.
  package var trainLimit: Int?
  /// The first so many test images; all when `nil`.
  package var testLimit: Int?

  /// All of the data set, where it is looked for first.
  package init(path: String? = nil, trainLimit: Int? = nil, testLimit: Int? = nil) {
    self.path = path
    self.trainLimit = trainLimit
    self.testLimit = testLimit
  }

  /// The keys beside `name` in an experiment's section `dataset`.
  package static let schema = OptionSchema([
    .optional(
      "path", .text, "folder of its files; else $MUSTER_DATA/<name>, else ~/.cache/muster/<name>"),
    .optional("train_limit", .integer(atLeast: 1), "use the first so many training images"),
    .optional("test_limit", .integer(atLeast: 1), "use the first so many test images"),
  ])
}
