/// The version of the program, as `--version`, summaries and reports give it.
enum MusterVersion {
  static let current = "0.1.0"
}
