import Attacks
import Protocol
import Testing

@testable import Federation

/// Who computes what, and what is forgotten when.
struct AdversaryBoardTests {
  private let start = ContinuousClock.now
  private let key = AdversaryKey("pattern", round: 3)

  private func board(_ knowledge: AttackKnowledge = .colluding) -> AdversaryBoard {
    var board = AdversaryBoard(knowledge, patience: .seconds(20))
    board.begin(round: 3)
    return board
  }

  @Test func `what nobody computes is handed out before what is known`() throws {
    var board = board()
    let keys = [key, AdversaryKey("noise", round: 3), AdversaryKey("mask")]
    #expect(try board.find(keys, for: "a", now: start) == .compute(0))
    try board.accept(Payload([1, 2]), of: keys[0], from: "a")
    #expect(try board.find(keys, for: "b", now: start) == .compute(1))
    #expect(try board.find(keys, for: "a", now: start) == .compute(2))
    #expect(try board.find(keys, for: "c", now: start) == .value(0, Payload([1, 2])))
    #expect(try board.find([keys[1]], for: "c", now: start) == nil)
  }

  @Test func `a claim is free again when its holder ends, gives up or takes too long`() throws {
    var board = board()
    #expect(try board.find([key], for: "a", now: start) == .compute(0))
    board.release(allOf: "a")
    #expect(try board.find([key], for: "b", now: start) == .compute(0))
    board.release(key, of: "b")
    #expect(try board.find([key], for: "c", now: start) == .compute(0))
    #expect(try board.find([key], for: "d", now: start + .seconds(19)) == nil)
    #expect(try board.find([key], for: "d", now: start + .seconds(20)) == .compute(0))
    // The slow one may still bring it; the first of both stays.
    try board.accept(Payload([1]), of: key, from: "c")
    try board.accept(Payload([2]), of: key, from: "d")
    #expect(try board.find([key], for: "e", now: start) == .value(0, Payload([1])))
  }

  @Test func `a process that asks again for what it should compute is to compute it`() throws {
    var board = board()
    #expect(try board.find([key], for: "a", now: start) == .compute(0))
    #expect(try board.find([key], for: "a", now: start) == .compute(0))
  }

  @Test func `nobody publishes what he was not told to compute`() throws {
    var board = board()
    #expect(throws: AdversaryRefusal.unclaimed) {
      try board.accept(Payload([1]), of: key, from: "a")
    }
    _ = try board.find([key], for: "b", now: start)
    #expect(throws: AdversaryRefusal.unclaimed) {
      try board.accept(Payload([1]), of: key, from: "a")
    }
  }

  @Test func `values of a round stay for the next one, whole updates and old rounds go`() throws {
    var board = board()
    let update = AdversaryKey(AdversaryKey.honestUpdate, round: 3, client: 5)
    let lasting = AdversaryKey("trigger")
    for key in [key, update, lasting] {
      _ = try board.find([key], for: "a", now: start)
      try board.accept(Payload([7]), of: key, from: "a")
    }
    board.end()
    board.begin(round: 4)
    #expect(try board.find([key], for: "b", now: start) == .value(0, Payload([7])))
    #expect(try board.find([update], for: "b", now: start) == .compute(0))
    board.end()
    board.begin(round: 5)
    for over in [key, update] {
      #expect(throws: AdversaryRefusal.round) { try board.find([over], for: "b", now: start) }
    }
    #expect(board.lasting.map(\.key) == [lasting])
    #expect(try board.find([lasting], for: "b", now: start) == .value(0, Payload([7])))
    #expect(throws: AdversaryRefusal.round) {
      try board.find([AdversaryKey("pattern", round: 6)], for: "b", now: start)
    }
  }

  @Test func `attackers on their own share no honest updates`() throws {
    var board = board(.own)
    let update = AdversaryKey(AdversaryKey.honestUpdate, round: 3, client: 5)
    #expect(throws: AdversaryRefusal.knowledge(needed: .colluding)) {
      try board.find([key, update], for: "a", now: start)
    }
    #expect(throws: AdversaryRefusal.knowledge(needed: .colluding)) {
      try board.accept(Payload([1]), of: update, from: "a")
    }
    #expect(try board.find([key], for: "a", now: start) == .compute(0))
  }

  @Test func `there is an end to what a process can claim`() throws {
    var board = board()
    for index in 0..<AdversaryBoard.maximumEntries {
      _ = try board.find([AdversaryKey("k", client: index)], for: "a", now: start)
    }
    #expect(throws: AdversaryRefusal.unknown) { try board.find([key], for: "a", now: start) }
    board.release(allOf: "a")
    #expect(try board.find([key], for: "a", now: start) == .compute(0))
  }
}
