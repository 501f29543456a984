import Foundation

extension DatasetDownload {
  /// Fetches the archive that all files come in, and unpacks it, unless they are there.
  func fetchBundle(_ bundle: DatasetFile, report: (String) -> Void) throws(DatasetError) {
    let isComplete = archive.files.allSatisfy { file in
      DatasetArchive(mirrors: [], files: [file]).verify(in: folder).contains(where: \.isUsable)
    }
    if isComplete { return report("all files are already there") }
    guard let tar = TarProgram(environment: environment) else {
      throw .programMissing("tar", folder: folder)
    }
    let packed = "\(folder)/\(bundle.name).gz"
    let isThere =
      FileManager.default.fileExists(atPath: packed) && bundle.state(of: packed) == .right
    if !isThere { try fetch(bundle, report: report) }
    report("unpacking \(bundle.name).gz")
    try unpack(packed, with: tar)
    try remove(packed)
  }

  /// Unpacks beside the files, so that none has its name before it is whole and right.
  private func unpack(_ packed: String, with tar: TarProgram) throws(DatasetError) {
    let place = "\(folder)/unpacking"
    try remove(place)
    defer { _ = try? FileManager.default.removeItem(atPath: place) }
    try attempt(place) {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    }
    try tar.unpack(packed, into: place)
    for file in archive.files {
      let path = "\(place)/\(file.name)"
      guard FileManager.default.fileExists(atPath: path) else {
        throw .unpackingFailed(archive: packed, reason: "it holds no \(file.name)")
      }
      guard file.state(of: path) == .right else {
        throw .unpackingFailed(
          archive: packed, reason: "its \(file.name) is not what was published")
      }
      try rename(path, to: "\(folder)/\(file.name)")
    }
  }
}
