/// The Philox 4×32-10 block function: ten keyed rounds that turn a counter into random bits.
///
/// The output depends on counter and key alone, so any position of a stream can be computed on its
/// own, in any order and by any thread. Source: Salmon et al., SC 2011, doi:10.1145/2063384.2063405.
struct Philox {
  /// 128 bits of randomness for a 128-bit counter under a 64-bit key.
  @inline(__always)
  static func block(counter: SIMD4<UInt32>, key: UInt64) -> SIMD4<UInt32> {
    // Words of their own stay in registers; in a vector, every multiplication would take them out.
    var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(x)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(z)
      x = UInt32(truncatingIfNeeded: p1 >> 32) ^ y ^ k0
      y = UInt32(truncatingIfNeeded: p1)
      z = UInt32(truncatingIfNeeded: p0 >> 32) ^ w ^ k1
      w = UInt32(truncatingIfNeeded: p0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x, y, z, w)
  }
}
