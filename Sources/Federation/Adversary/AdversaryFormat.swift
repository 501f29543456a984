import Attacks
import Foundation
import Messaging
import Protocol

/// What all messages between malicious processes and the place where they meet have in common.
///
/// Two or three frames: four bytes (an 'A', the version, the kind of message, 0), a JSON header of at
/// most 64 KiB, and, in messages that bear a value, its little-endian floats. A process asks one
/// question at a time; every answer bears the number of its question.
///
/// | question | kind | header besides `token` and `number` | answers |
/// |---|---|---|---|
/// | values | 1 | `keys`: 1 to 256 of `purpose`, `round`, `client` | value, compute, wait |
/// | offer, with a value | 2 | `keys`: one | noted |
/// | release | 3 | `keys`: one | noted |
/// | benign clients | 4 | `round` | clients |
/// | benign update | 5 | `round`, `client` | value |
///
/// | answer | kind | header besides `number` |
/// |---|---|---|
/// | value, with it | 65 | `position` of its key |
/// | compute | 66 | `position` |
/// | wait | 67 | |
/// | noted | 68 | |
/// | clients, with their ids as the value | 69 | |
/// | refused, to any question | 70 | `reason`, `needed` knowledge if it is that |
enum AdversaryFormat {
  static let magic: UInt8 = 0x41
  static let version: UInt8 = 1
  static let maximumHeaderBytes = 64 * 1024
  static let frameCounts = 2...3
  /// How many keys a question may have; as many fit into a header.
  static let maximumKeys = 256

  /// How many floats a value may have: some models' worth, or a large pattern for small models.
  static func maximumValues(parameterCount: Int) -> Int { max(4 * parameterCount, 1 << 20) }

  /// What a socket of either side accepts.
  static func socketOptions(parameterCount: Int) -> SocketOptions {
    SocketOptions().limitingFrames(
      to: 4 * maximumValues(parameterCount: parameterCount), count: frameCounts.upperBound)
  }

  /// The frames of a message; a value that already is in a frame is shared, not copied.
  static func encode(
    kind: UInt8, _ header: some Encodable, _ value: Payload?
  ) throws -> [Frame] {
    let text = [UInt8](try JSONEncoder().encode(header))
    precondition(text.count <= maximumHeaderBytes, "a header has \(text.count) bytes")
    return [try Frame([magic, version, kind, 0]), try Frame(text)]
      + (try value.map { [try $0.frame()] } ?? [])
  }

  /// What a peer has sent, as far as it can be told without its kind.
  struct Parts {
    let kind: UInt8
    private let header: Frame
    private let value: Frame?

    /// Takes a message apart.
    ///
    /// - Throws: `Refusal` for whatever is no message of this format.
    init(_ frames: [Frame]) throws(Refusal) {
      guard frameCounts.contains(frames.count) else { throw Refusal("frame count") }
      guard frames[0].byteCount == 4 else { throw Refusal("first frame") }
      let head = frames[0].copiedBytes()
      guard head[0] == magic else { throw Refusal("magic") }
      guard head[1] == version else { throw Refusal("version") }
      guard head[3] == 0 else { throw Refusal("flags") }
      guard frames[1].byteCount <= maximumHeaderBytes else { throw Refusal("header length") }
      kind = head[2]
      header = frames[1]
      value = frames.count > 2 ? frames[2] : nil
    }

    /// The header, as that of one kind of message.
    func header<Header: Decodable>(_: Header.Type = Header.self) throws(Refusal) -> Header {
      do {
        return try JSONDecoder().decode(Header.self, from: Data(header.copiedBytes()))
      } catch {
        throw Refusal("header")
      }
    }

    /// The value of a message that bears one.
    func requiredValue() throws(Refusal) -> Payload {
      guard let value, value.byteCount.isMultiple(of: 4) else { throw Refusal("value") }
      return Payload(bytes: value)
    }

    /// Refuses a value where there must be none.
    func refuseValue() throws(Refusal) {
      guard value == nil else { throw Refusal("value") }
    }
  }
}
