private import CZeroMQ

/// 32 bytes of a CURVE key, as the 40 characters of Z85 that libzmq and its tools write.
///
/// Source of the text form: ZeroMQ RFC 32, https://rfc.zeromq.org/spec/32/.
package struct CurveKey: Hashable, Sendable {
  /// The number of characters of a key.
  package static let characterCount = 40

  /// The key as text; hand out public keys only.
  package let z85: String

  /// Reads a key.
  ///
  /// - Throws: `TransportError.malformedKey` unless it has 40 characters of Z85; the message does not
  ///   repeat the text, which may be a secret.
  package init(_ text: String) throws(TransportError) {
    let count = text.utf8.count
    guard count == Self.characterCount else {
      throw .malformedKey(reason: "it has \(count) characters instead of \(Self.characterCount)")
    }
    guard Self.decodes(text) else {
      throw .malformedKey(reason: "it has characters that Z85 does not have")
    }
    z85 = text
  }

  /// Whether libzmq makes 32 bytes of a text.
  private static func decodes(_ text: String) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
      unsafe zmq_z85_decode(bytes.baseAddress, text) != nil
    }
  }
}

/// A public key and the secret that belongs to it.
///
/// Neither `print` nor a log shows the secret.
package struct CurveKeyPair: Hashable, Sendable {
  /// Given to everybody.
  package let publicKey: CurveKey
  /// Kept by the owner.
  package let secretKey: CurveKey

  /// A pair that was made before.
  package init(publicKey: CurveKey, secretKey: CurveKey) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// A new pair, from the system's source of secrets; no part of any result.
  ///
  /// - Throws: `TransportError.system` when libzmq was built without CURVE.
  package static func make() throws(TransportError) -> CurveKeyPair {
    // 40 characters and a zero each.
    let size = CurveKey.characterCount + 1
    let texts = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2 * size) { room in
      guard let start = room.baseAddress else { return [String]() }
      guard unsafe zmq_curve_keypair(start, start + size) == 0 else { return [] }
      return unsafe [String(cString: start), String(cString: start + size)]
    }
    guard texts.count == 2 else { throw .last("making a key pair") }
    return CurveKeyPair(publicKey: try CurveKey(texts[0]), secretKey: try CurveKey(texts[1]))
  }
}

extension CurveKeyPair: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The public half.
  package var description: String { "key pair of \(publicKey.z85)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.z85]) }
}
