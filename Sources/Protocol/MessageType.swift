/// The kinds of messages, by the number that stands in a message's first frame.
package enum MessageType: UInt8, Sendable, CaseIterable {
  case hello = 1
  case welcome = 2
  case task = 3
  case update = 4
  case declined = 5
  case evaluate = 6
  case scores = 7
  case ping = 8
  case pong = 9
  case goodbye = 10

  /// Who may send a message.
  package enum Sender: Sendable {
    case coordinator
    /// A process that hosts clients.
    case client
  }

  /// Whether `sender` may send messages of this kind.
  package func mayComeFrom(_ sender: Sender) -> Bool {
    switch self {
    case .welcome, .task, .evaluate: sender == .coordinator
    case .hello, .update, .declined, .scores: sender == .client
    case .ping, .pong, .goodbye: true
    }
  }
}

extension MessageType: CustomStringConvertible {
  /// The name in capitals, as the description of the format has it.
  package var description: String {
    switch self {
    case .hello: "HELLO"
    case .welcome: "WELCOME"
    case .task: "TASK"
    case .update: "UPDATE"
    case .declined: "DECLINED"
    case .evaluate: "EVALUATE"
    case .scores: "SCORES"
    case .ping: "PING"
    case .pong: "PONG"
    case .goodbye: "GOODBYE"
    }
  }
}
