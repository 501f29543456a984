import Federation
import Foundation
import Testing

/// One watch at a time, so one test after the other.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SignalWatchTests {
  @Test func `signals arrive as values, in their order`() async throws {
    let watch = try SignalWatch()
    var signals = watch.signals.makeAsyncIterator()
    for signal in [SignalWatch.Signal.interrupt, .terminate, .interrupt] {
      kill(getpid(), signal.rawValue)
      #expect(await signals.next() == signal)
    }
    watch.stop()
    #expect(await signals.next() == nil)
  }

  @Test func `one watch can follow another`() async throws {
    for _ in 0..<5 {
      let watch = try SignalWatch([.interrupt])
      kill(getpid(), SIGINT)
      var signals = watch.signals.makeAsyncIterator()
      #expect(await signals.next() == .interrupt)
    }
  }

  @Test func `without a watch a signal has its usual effect`() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      let watch = try SignalWatch()
      kill(getpid(), SIGTERM)
      var signals = watch.signals.makeAsyncIterator()
      #expect(await signals.next() == .terminate)
      watch.stop()
      kill(getpid(), SIGTERM)
      try await Task.sleep(for: .seconds(10))
    }
  }

  @Test func `two watches at once are our own mistake`() async {
    await #expect(processExitsWith: .failure) {
      let first = try SignalWatch()
      let second = try SignalWatch()
      first.stop()
      second.stop()
    }
  }
}
