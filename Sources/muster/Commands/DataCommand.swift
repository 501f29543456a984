import ArgumentParser
import Datasets
import Foundation
import Options

/// `muster data`: which data sets are here, and how to get those that are not.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "List, fetch and verify data sets.",
    subcommands: [List.self, Fetch.self, Verify.self])

  /// `muster data list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the data sets and what is here.")

    @OptionGroup var output: FormatOption

    func run() throws {
      let rows = DatasetCatalog.all.map(Row.init)
      try output.print(rows) {
        var table = TextTable(["data set", "here", "where"])
        for row in rows { table.add([row.name, row.isHere ? "yes" : "no", row.place]) }
        return table.text()
      }
    }

    private struct Row: Encodable {
      let name: String
      let isHere: Bool
      let place: String

      init(_ type: any Dataset.Type) {
        name = type.name
        guard let archive = type.archive else {
          isHere = true
          place = "made on the fly"
          return
        }
        place = DatasetFolder.resolve(type)
        let folder = place
        isHere = archive.files.allSatisfy { file in
          [file.name, file.name + ".gz"].contains {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)")
          }
        }
      }
    }
  }

  /// `muster data fetch`.
  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download a data set, check it, and keep it.",
      discussion: "A download that was cut off goes on where it stopped.")

    @Argument(help: "A data set that 'muster data list' shows.")
    var name: String

    @Option(help: "A base address instead of the published ones; else $MUSTER_MIRROR.")
    var mirror: String?

    @Option(help: "The folder to keep it in; where experiments look for it if left out.")
    var folder: String?

    func run() throws {
      let type = try DatasetCatalog.find(name, at: [])
      try DatasetDownload(type, folder: folder, mirror: mirror).run { line in
        FileHandle.standardError.write(Data((line + "\n").utf8))
      }
    }
  }

  /// `muster data verify`.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the files of a data set with what was published.")

    @Argument(help: "A data set that 'muster data list' shows.")
    var name: String

    @Option(help: "The folder it is in; where experiments look for it if left out.")
    var folder: String?

    func run() throws {
      let type = try DatasetCatalog.find(name, at: [])
      guard let archive = type.archive else {
        print("\(type.name) is made on the fly; there is nothing to verify")
        return
      }
      let place = folder ?? DatasetFolder.resolve(type)
      let reports = archive.verify(in: place)
      print("\(place)\n" + reports.map { "  \($0)" }.joined(separator: "\n"))
      if !reports.allSatisfy(\.isUsable) {
        throw CommandEnding(
          code: .wrongRequest,
          sentence: "\(type.name) is not as published; 'muster data fetch \(type.name)' mends it")
      }
    }
  }
}
