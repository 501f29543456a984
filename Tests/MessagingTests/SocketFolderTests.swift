import Foundation
import Messaging
import Testing

@Suite struct SocketFolderTests {
  private let parent = "/tmp/mt-\(getpid())-\(UInt32.random(in: 0 ... .max))"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: parent, withIntermediateDirectories: true, attributes: nil)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: parent).sorted() }
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(parent)/\(name)", withIntermediateDirectories: false, attributes: nil)
  }

  /// A process id that no process has: one of a child that has ended.
  private func unusedProcess() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  @Test func `only the user may enter, and it goes with its last reference`() throws {
    do {
      let folder = try SocketFolder(in: parent)
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      try Data().write(to: URL(fileURLWithPath: folder.path + "/left-behind"))
      #expect(try folder.address("coordinator") == .ipc(path: "\(folder.path)/coordinator"))
      #expect(try names.count == 1)
    }
    #expect(try names == [])
    try FileManager.default.removeItem(atPath: parent)
  }

  @Test func `a path in the usual place leaves room for names`() throws {
    let folder = try SocketFolder()
    #expect(folder.path.hasPrefix("/tmp/muster-\(getpid())-"))
    #expect(folder.path.utf8.count <= 40)
    try FileManager.default.removeItem(atPath: parent)
  }

  @Test func `two folders of one process are two`() throws {
    let folders = try (0..<20).map { _ in try SocketFolder(in: parent) }
    #expect(Set(folders.map(\.path)).count == 20)
    withExtendedLifetime(folders) {}
  }

  @Test func `what a dead process left is swept up, and nothing else`() throws {
    let dead = try unusedProcess()
    try makeFolder("muster-\(dead)-5f")
    try Data().write(to: URL(fileURLWithPath: "\(parent)/muster-\(dead)-5f/lock"))
    try makeFolder("muster-\(dead)-60")
    let others = [
      "muster-\(getpid())-61", "muster-\(dead)-xyz", "muster-\(dead)", "other-\(dead)-62",
    ]
    for name in others { try makeFolder(name) }
    let folder = try SocketFolder(in: parent)
    let own = try #require(folder.path.split(separator: "/").last)
    #expect(try names == (others + [String(own)]).sorted())
    try FileManager.default.removeItem(atPath: parent)
  }

  @Test func `a folder that cannot be made is refused`() throws {
    try FileManager.default.removeItem(atPath: parent)
    #expect {
      try SocketFolder(in: parent)
    } throws: { error in
      guard case TransportError.folderUnavailable(let path, _) = error else { return false }
      return path.hasPrefix(parent)
    }
  }
}
