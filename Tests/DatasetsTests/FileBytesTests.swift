import Foundation
import Testing

@testable import Datasets

@Suite struct FileBytesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func values(_ file: FileBytes) -> [UInt8] {
    let bytes = file.bytes
    return bytes.indices.map { bytes[$0] }
  }

  /// Nothing, one chunk of the reader, a little more, and several.
  @Test(arguments: [0, 5, 1 << 20, (1 << 20) + 1, (5 << 19) + 3])
  func `a packed file has the bytes of the plain one`(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let plain = try FileBytes(path: folder.write(content, to: "plain"))
    let packed = try FileBytes(path: folder.write(gzip(content), to: "packed.gz"))
    #expect(plain.count == count && packed.count == count)
    #expect(values(plain) == content)
    #expect(values(packed) == content)
  }

  @Test func `a packed file that is cut off behind its first chunk is refused`() throws {
    let content = (0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let whole = gzip(content)
    let path = try folder.write(Array(whole.dropLast(10)), to: "cut.gz")
    #expect(throws: DatasetError.self) { try FileBytes(path: path) }
  }

  @Test func `a nameless file gives back what was written, in order`() throws {
    let file = NamelessFile()
    let isWritten = file?.append([1, 2, 3]) == true && file?.append([4]) == true
    let map = file?.map()
    #expect(isWritten)
    let mapped = try #require(map)
    #expect(mapped.count == 4)
    let bytes = mapped.bytes
    #expect(bytes.indices.map { bytes[$0] } == [1, 2, 3, 4])
  }
}
