/// The bytes of an IDX file.
func idx(_ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(shape.count)] + shape.flatMap(bigEndian) + elements
}

/// The bytes of a gzip file that stores its content as it is (RFC 1951, section 3.2.4).
func gzip(_ content: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65_535, content.count)
    let length = UInt16(end - start)
    bytes.append(end == content.count ? 1 : 0)
    bytes += [length, ~length].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    bytes += content[start..<end]
    start = end
  } while start < content.count
  return bytes + bigEndian(crc32(content)).reversed() + bigEndian(content.count).reversed()
}

private func bigEndian(_ number: Int) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}

private func crc32(_ bytes: [UInt8]) -> Int {
  var remainder: UInt32 = .max
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 {
      remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0)
    }
  }
  return Int(~remainder)
}
