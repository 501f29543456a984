import ArgumentParser
import Foundation
import Options
import RunStore

/// How a command prints its result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// The option `--format`, the same in every command that has a result.
struct FormatOption: ParsableArguments {
  @Option(help: "How to print the result: text, or exactly one JSON document.")
  var format = OutputFormat.text

  /// Prints the result on standard output in the format asked for.
  func print(_ document: some Encodable, text: () -> String) throws {
    switch format {
    case .text: Swift.print(text())
    case .json: FileHandle.standardOutput.write(try RunJSON.document(document))
    }
  }
}
