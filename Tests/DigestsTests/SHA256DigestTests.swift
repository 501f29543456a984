import Foundation
import Testing

@testable import Digests

@Suite struct SHA256DigestTests {
  // The examples of FIPS 180-4 and of NIST's "Secure Hash Standard" example file.
  static let known = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test(arguments: known)
  func `the published examples come out`(text: String, expected: String) {
    var digest = SHA256Digest()
    digest.update(Array(text.utf8))
    #expect(digest.finishHexadecimal() == expected)
    #expect(SHA256Digest.text(of: Data(text.utf8)) == "sha256:" + expected)
  }

  @Test func `a million letters in uneven pieces give the published digest`() {
    var digest = SHA256Digest()
    var left = 1_000_000
    var size = 1
    while left > 0 {
      digest.update([UInt8](repeating: 0x61, count: min(size, left)))
      left -= min(size, left)
      size = size * 3 % 4093
    }
    #expect(
      digest.finishHexadecimal()
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `finishing leaves the digest ready for more`() {
    var digest = SHA256Digest()
    digest.update(Array("ab".utf8))
    let copy = digest
    #expect(digest.finish() == digest.finish())
    digest.update(Array("c".utf8))
    #expect(digest.finishHexadecimal() == Self.known[1].1)
    #expect(copy.finishHexadecimal() != Self.known[1].1)
  }

  @Test func `numbers count as little-endian bytes`() {
    // 1.0 is 3f800000, −2.5 is c0200000.
    let bytes: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]
    #expect(SHA256Digest.text(of: [1, -2.5]) == SHA256Digest.text(of: Data(bytes)))
  }

  @Test func `a file has the digest of its bytes`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("muster-digest-\(UUID().uuidString)").path
    let bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    #expect(FileManager.default.createFile(atPath: path, contents: bytes))
    defer { _ = try? FileManager.default.removeItem(atPath: path) }
    #expect(try SHA256Digest.reading(file: path).finishText() == SHA256Digest.text(of: bytes))
  }

  @Test func `a missing file is named in one sentence`() {
    #expect {
      try SHA256Digest.reading(file: "/nowhere/file.gz")
    } throws: {
      "\($0)".hasPrefix("/nowhere/file.gz cannot be read for its checksum: ")
    }
  }
}
