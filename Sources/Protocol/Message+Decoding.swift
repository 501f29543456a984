extension Message {
  /// Reads a message that a peer has sent.
  ///
  /// Whatever the bytes are, this returns or throws; what it returns keeps every promise of the
  /// format. Whether the run, round and client are the awaited ones, and whether the floats are
  /// finite, is for the caller to judge.
  ///
  /// - Parameters:
  ///   - frames: without a router's identity frame.
  ///   - limits: what this receiver accepts.
  /// - Returns: the message; its payloads share the frames' memory.
  /// - Throws: `ProtocolError`, a case for each reason.
  package static func decode(
    _ frames: [any PayloadBytes], limits: WireLimits
  ) throws(ProtocolError) -> Message {
    guard (2...WireLimits.maximumFrames).contains(frames.count) else {
      throw .frameCount(seen: frames.count, allowed: 2...WireLimits.maximumFrames)
    }
    let reader = FrameReader(header: frames[1], payloads: frames[2...], limits: limits)
    switch try type(in: frames[0], limits: limits) {
    case .hello:
      let (header, payloads) = try reader.headerAndPayloads(of: Hello.self)
      return .hello(header, ClientList(payload: payloads[0]))
    case .welcome: return .welcome(try reader.headerAlone())
    case .task:
      let (header, payloads) = try reader.headerAndPayloads(of: TrainingTask.self)
      return .task(header, ModelPayload(payloads), ClientList(payload: payloads[2]))
    case .update:
      let (header, payloads) = try reader.headerAndPayloads(of: TrainingUpdate.self)
      return .update(header, ModelPayload(payloads))
    case .declined: return .declined(try reader.headerAlone())
    case .evaluate:
      let (header, payloads) = try reader.headerAndPayloads(of: EvaluationTask.self)
      return .evaluate(header, ModelPayload(payloads))
    case .scores: return .scores(try reader.headerAlone())
    case .ping: return .ping(try reader.headerAlone())
    case .pong: return .pong(try reader.headerAlone())
    case .goodbye: return .goodbye(try reader.headerAlone())
    }
  }

  /// The type in a message's first frame, once the frame is known to be right.
  private static func type(
    in frame: any PayloadBytes, limits: WireLimits
  ) throws(ProtocolError) -> MessageType {
    guard frame.byteCount == 4 else { throw .headLength(seen: frame.byteCount) }
    let head = frame.withBytes { bytes in
      (0..<4).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    guard head[0] == magic else { throw .magic(seen: head[0]) }
    guard head[1] == version else { throw .version(seen: head[1], supported: version) }
    guard let type = MessageType(rawValue: head[2]) else { throw .unknownType(head[2]) }
    guard head[3] == 0 else { throw .unknownFlags(head[3]) }
    if let sender = limits.sender, !type.mayComeFrom(sender) { throw .wrongDirection(type) }
    return type
  }
}

/// Reads what follows the first frame.
private struct FrameReader {
  let header: any PayloadBytes
  let payloads: ArraySlice<any PayloadBytes>
  let limits: WireLimits

  /// The header of a message without payloads.
  func headerAlone<Header: WireHeader>() throws(ProtocolError) -> Header {
    let header = try Header(decoding: self.header)
    guard payloads.isEmpty else {
      throw .payloadCount(Header.type, seen: payloads.count, expected: 0)
    }
    return header
  }

  /// The header of a message with floats, and the floats in the order of the header's `payloads`.
  func headerAndPayloads<Header: WireHeader>(
    of _: Header.Type
  ) throws(ProtocolError) -> (Header, [Payload]) {
    let header = try Header(decoding: self.header)
    var rest = payloads
    let expected = header.payloads.count { $0.count > 0 }
    guard rest.count == expected else {
      throw .payloadCount(Header.type, seen: rest.count, expected: expected)
    }
    // A model is left out as a whole or not at all.
    let omitsModel = Header.mayOmitModel && header.payloads.first?.count == 0
    var read: [Payload] = []
    for (key, count) in header.payloads {
      if let allowed = limits.count(of: key), count != (omitsModel ? 0 : allowed) {
        throw .elementCount(Header.type, key: key, seen: count, expected: allowed)
      }
      guard count > 0 else {
        read.append(.empty)
        continue
      }
      let frame = rest.removeFirst()
      // At most 2⁵³ − 1, so four times as much is no overflow.
      guard frame.byteCount == 4 * count else {
        throw .payloadLength(Header.type, key: key, bytes: frame.byteCount, expected: 4 * count)
      }
      read.append(Payload(bytes: frame))
    }
    return (header, read)
  }
}

extension ModelPayload {
  /// A model from the first two payloads of a message.
  fileprivate init(_ payloads: [Payload]) {
    self.init(parameters: payloads[0], buffers: payloads[1])
  }
}
