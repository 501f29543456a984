import Protocol
import Testing

@Suite struct PayloadTests {
  @Test func `floats come back bit by bit`() {
    let values: [Float] = [0, -0.0, 1.5, .leastNonzeroMagnitude, .infinity, .nan]
    #expect(Payload(values).floats().map(\.bitPattern) == values.map(\.bitPattern))
    #expect(Payload(values).count == 6)
    #expect(Payload.empty.floats() == [])
  }

  @Test func `bytes are little-endian floats at any address`() {
    struct Shifted: PayloadBytes {
      var bytes: [UInt8]
      var byteCount: Int { bytes.count - 1 }
      func withBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
      ) throws(Failure) -> Result { try body(unsafe bytes.span.bytes.extracting(droppingFirst: 1)) }
    }
    let payload = Payload(bytes: Shifted(bytes: [9, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf]))
    #expect(payload.floats() == [1, -0.5])
    #expect(payload == Payload([1, -0.5]))
    #expect(payload != Payload([1, 0.5]))
  }

  @Test func `values are copied into place`() {
    var row = [Float](repeating: 9, count: 2)
    var span = row.mutableSpan
    Payload([1, 2]).copyFloats(into: &span)
    #expect(row == [1, 2])
  }

  @Test func `values that do not fit are our own mistake`() async {
    await #expect(processExitsWith: .failure) {
      var row = [Float](repeating: 9, count: 3)
      var span = row.mutableSpan
      Payload([1, 2]).copyFloats(into: &span)
    }
  }
}
