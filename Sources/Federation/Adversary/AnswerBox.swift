import Attacks
import Dispatch
import Synchronization

/// Answers on their way from the socket's thread to the one that computes, which blocks for them.
final class AnswerBox: Sendable {
  private struct State {
    var answers: [AdversaryAnswer] = []
    var failure: String?
  }

  private let state = Mutex(State())
  private let arrived = DispatchSemaphore(value: 0)

  /// Puts in an answer.
  func put(_ answer: AdversaryAnswer) {
    state.withLock { $0.answers.append(answer) }
    arrived.signal()
  }

  /// Says that no answer will come, or, with nil, that they may come again.
  func setFailure(_ reason: String?) {
    state.withLock { $0.failure = reason }
    if reason != nil { arrived.signal() }
  }

  /// Blocks until the answer to a question is there; answers to earlier ones are thrown away.
  ///
  /// - Throws: `AdversaryError.unreachable` when none comes in time, or none can come.
  func wait(
    for number: Int, timeout: Duration
  ) throws(AdversaryError) -> AdversaryAnswer.Content {
    let end = DispatchTime.now() + .nanoseconds(Int(timeout / .nanoseconds(1)))
    while true {
      let (answer, failure) = state.withLock { state in
        defer { state.answers = [] }
        return (state.answers.first { $0.number == number }, state.failure)
      }
      if let answer { return answer.content }
      if let failure { throw .unreachable(reason: failure) }
      guard arrived.wait(timeout: end) == .success else {
        throw .unreachable(reason: "no answer in \(timeout)")
      }
    }
  }
}
