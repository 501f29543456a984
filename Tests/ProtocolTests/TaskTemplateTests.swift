import Protocol
import Testing

@Suite struct TaskTemplateTests {
  @Test(arguments: [(0, 0), (3, 1), (1_000_000, 12)])
  func `a task from the template is the task`(client: Int, attempt: Int) throws {
    var task = Samples.task
    let template = try TaskTemplate(task, Samples.model, Samples.participants)
    (task.client, task.attempt) = (client, attempt)
    let message = Message.task(task, Samples.model, Samples.participants)
    #expect(
      try template.encode(client: client, attempt: attempt).received == message.encode().received)
  }

  @Test func `a task that a receiver would refuse has no template`() {
    var task = Samples.task
    task.serverLearningRate = 0
    #expect(throws: ProtocolError.self) {
      try TaskTemplate(task, Samples.model, Samples.participants)
    }
  }
}
