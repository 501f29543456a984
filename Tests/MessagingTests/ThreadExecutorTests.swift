import Foundation
import Messaging
import Synchronization
import Testing

/// An actor that notes which threads it ran on.
private actor Worker {
  nonisolated let executor: ThreadExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }
  private(set) var numbers: [Int] = []

  init(_ executor: ThreadExecutor) { self.executor = executor }

  func append(_ number: Int) {
    executor.checkIsolated()
    numbers.append(number)
  }

  func hop() async {
    for number in 0..<10 {
      append(number)
      await Task.yield()
    }
  }
}

/// How many threads of this process bear a name.
func threadCount(named name: String) -> Int {
  let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
  return tasks.count { task in
    let text = try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
    return text == name + "\n"
  }
}

/// Waits up to two seconds for a condition that other threads bring about.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
  for _ in 0..<400 {
    if try condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return try condition()
}

@Suite struct ThreadExecutorTests {
  @Test func `an actor's jobs run in order on the executor`() async throws {
    let worker = Worker(try ThreadExecutor())
    for number in 0..<100 { await worker.append(number) }
    #expect(await worker.numbers == Array(0..<100))
  }

  @Test func `actors share a thread`() async throws {
    let executor = try ThreadExecutor()
    let workers = (0..<5).map { _ in Worker(executor) }
    await withTaskGroup(of: Void.self) { group in
      for worker in workers { group.addTask { await worker.hop() } }
    }
    for worker in workers { #expect(await worker.numbers == Array(0..<10)) }
  }

  @Test func `the thread ends when it has nothing to do, and comes back for more`() async throws {
    let name = "t-\(getpid() % 1000)-ends"
    let executor = try ThreadExecutor(name: name)
    let worker = Worker(executor)
    for number in 0..<3 {
      await worker.append(number)
      await executor.waitUntilIdle()
      #expect(try await eventually { threadCount(named: name) == 0 })
    }
    #expect(await worker.numbers == [0, 1, 2])
  }

  @Test func `code elsewhere is not isolated`() throws {
    #expect(try ThreadExecutor().isIsolatingCurrentContext() == false)
  }
}
