import Attacks
import Messaging
import Protocol

/// What a malicious process wants of the place where the attackers meet.
struct AdversaryRequest: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    /// One of these values, or the task to compute one.
    case values([AdversaryKey])
    /// A value that the process was told to compute.
    case offer(AdversaryKey, Payload)
    /// The process could not compute it; somebody else may.
    case release(AdversaryKey)
    /// Which honest clients' updates of a round are there.
    case benignClients(round: Int)
    /// One of them.
    case benignUpdate(round: Int, client: Int)
  }

  /// Proves that the process is a malicious one.
  var token: String
  /// The answer bears it, too.
  var number: Int
  var content: Content
}

// MARK: - Frames

extension AdversaryRequest {
  private enum Kind: UInt8 {
    case values = 1
    case offer
    case release
    case benignClients
    case benignUpdate
  }

  private struct Header: Codable {
    var token: String
    var number: Int
    var keys: [AdversaryKey]?
    var round: Int?
    var client: Int?
  }

  /// The request as frames.
  ///
  /// - Throws: `TransportError` without memory.
  func encode() throws -> [Frame] {
    var header = Header(token: token, number: number)
    let kind: Kind
    var value: Payload?
    switch content {
    case .values(let keys):
      kind = .values
      header.keys = keys
    case .offer(let key, let floats):
      kind = .offer
      header.keys = [key]
      value = floats
    case .release(let key):
      kind = .release
      header.keys = [key]
    case .benignClients(let round):
      kind = .benignClients
      header.round = round
    case .benignUpdate(let round, let client):
      kind = .benignUpdate
      header.round = round
      header.client = client
    }
    return try AdversaryFormat.encode(kind: kind.rawValue, header, value)
  }

  /// Reads a peer's request.
  ///
  /// - Parameter frames: without the peer's identity.
  /// - Throws: `Refusal` for whatever is no request.
  init(_ frames: [Frame]) throws(Refusal) {
    let parts = try AdversaryFormat.Parts(frames)
    guard let kind = Kind(rawValue: parts.kind) else { throw Refusal("type") }
    let header: Header = try parts.header()
    token = header.token
    number = header.number
    let keys = header.keys ?? []
    guard keys.count <= AdversaryFormat.maximumKeys, keys.allSatisfy(\.isPossible) else {
      throw Refusal("keys")
    }
    if kind != .offer { try parts.refuseValue() }
    switch (kind, keys.first, header.round, header.client) {
    case (.values, _?, _, _): content = .values(keys)
    case (.offer, let key?, _, _): content = .offer(key, try parts.requiredValue())
    case (.release, let key?, _, _): content = .release(key)
    case (.benignClients, _, let round?, _): content = .benignClients(round: round)
    case (.benignUpdate, _, let round?, let client?):
      content = .benignUpdate(round: round, client: client)
    default: throw Refusal("header")
    }
  }
}

extension AdversaryKey {
  /// Whether a name, round and client can be those of a value.
  fileprivate var isPossible: Bool {
    let isWord = purpose.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
    return isWord && (1...64).contains(purpose.utf8.count) && round ?? 1 >= 1 && client ?? 0 >= 0
  }
}
