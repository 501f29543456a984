import Messaging
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("ipc:///tmp/x", Address.ipc(path: "/tmp/x")),
    ("tcp://127.0.0.1:*", Address.tcp(host: "127.0.0.1", port: nil)),
    ("tcp://10.0.0.1:5555", Address.tcp(host: "10.0.0.1", port: 5555)),
    ("inproc://adversary", Address.inproc(name: "adversary")),
  ])
  func `an address is read and written alike`(text: String, address: Address) throws {
    #expect(try Address(text) == address)
    #expect(address.description == text)
  }

  @Test func `localhost is the loopback interface`() throws {
    #expect(try Address("tcp://localhost:80") == .tcp(host: "127.0.0.1", port: 80))
  }

  @Test(arguments: [
    "", "ipc", "ipc://", "ipc://relative", "udp://127.0.0.1:1", "tcp://127.0.0.1", "tcp://:80",
    "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:x", "127.0.0.1:80",
  ])
  func `anything else is refused with its reason`(text: String) {
    #expect {
      try Address(text)
    } throws: { error in
      guard case TransportError.malformedAddress(text, let reason) = error else { return false }
      return !reason.isEmpty
    }
  }

  @Test func `a path has at most 107 bytes`() throws {
    let longest = "ipc:///" + String(repeating: "x", count: 106)
    #expect(try Address(longest).description == longest)
    #expect(throws: TransportError.pathTooLong(address: longest + "x", bytes: 108, limit: 107)) {
      try Address(longest + "x")
    }
  }

  @Test(arguments: [
    ("tcp://127.0.0.1:*", true), ("tcp://127.255.0.9:80", true), ("tcp://0.0.0.0:80", false),
    ("tcp://127.evil.example.org:80", false), ("tcp://127.0.0.1.org:80", false),
    ("tcp://*:80", false), ("tcp://192.168.1.1:80", false), ("ipc:///tmp/x", true),
  ])
  func `only loopback addresses are local`(text: String, isLocal: Bool) throws {
    #expect(try Address(text).isLocal == isLocal)
  }
}
