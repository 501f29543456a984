package import Foundation

extension SHA256Digest {
  /// Takes in more bytes.
  package mutating func update(_ data: Data) { update(data.bytes) }

  /// The digest of numbers as little-endian bytes, in the form `sha256:…`.
  package static func text(of values: [Float]) -> String {
    var digest = SHA256Digest()
    digest.update(values)
    return digest.finishText()
  }

  /// The digest of bytes, in the form `sha256:…`.
  package static func text(of data: Data) -> String {
    var digest = SHA256Digest()
    digest.update(data)
    return digest.finishText()
  }

  /// The digest of a file's bytes, read a mebibyte at a time.
  ///
  /// - Parameter path: the file.
  /// - Returns: the digest of all its bytes.
  /// - Throws: `DigestError.unreadable`.
  package static func reading(file path: String) throws(DigestError) -> SHA256Digest {
    var digest = SHA256Digest()
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { digest.update(chunk) }
      try file.close()
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    return digest
  }
}
