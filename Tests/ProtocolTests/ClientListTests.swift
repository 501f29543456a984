import Protocol
import Testing

@Suite struct ClientListTests {
  @Test func `ids and sample counts come back as they were`() throws {
    let list = ClientList(ids: [3, 7, 16_777_215], sampleCounts: [600, 0, 16_777_215])
    #expect(list.count == 3)
    let read = try list.read(from: .task)
    #expect(read.ids == [3, 7, 16_777_215])
    #expect(read.sampleCounts == [600, 0, 16_777_215])
  }

  @Test(arguments: [
    [3, 3, 1, 1] as [Float], [3, -1, 1, 1], [3, 0.5, 1, 1], [3, .nan, 1, 1],
    [3, .infinity, 1, 1], [3, 16_777_216, 1, 1],
  ])
  func `a list that no coordinator sends is refused`(numbers: [Float]) {
    #expect {
      try ClientList(payload: Payload(numbers)).read(from: .hello)
    } throws: { error in
      guard case ProtocolError.outOfRange(.hello, "clients", _, let allowed) = error else {
        return false
      }
      return !allowed.isEmpty
    }
  }
}
