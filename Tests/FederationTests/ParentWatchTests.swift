import Federation
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ParentWatchTests {
  @Test func `the assignment is read line by line`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("first\n\nthïrd\nrest".utf8))
    let watch = ParentWatch(descriptor: pipe.fileHandleForReading.fileDescriptor)
    #expect(try watch.readLine() == "first")
    #expect(try watch.readLine() == "")
    #expect(try watch.readLine() == "thïrd")
    try pipe.fileHandleForWriting.close()
    #expect(throws: ProcessError.noAssignment) { try watch.readLine() }
  }

  @Test func `a line may come in pieces`() async throws {
    let pipe = Pipe()
    let watch = ParentWatch(descriptor: pipe.fileHandleForReading.fileDescriptor)
    let writer = Task {
      for piece in ["{\"clients\"", ": [1, 2]", "}\n"] {
        try pipe.fileHandleForWriting.write(contentsOf: Data(piece.utf8))
        try await Task.sleep(for: .milliseconds(5))
      }
    }
    #expect(try watch.readLine() == "{\"clients\": [1, 2]}")
    try await writer.value
  }

  @Test func `a line that never ends is refused`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(repeating: 120, count: 11))
    let watch = ParentWatch(descriptor: pipe.fileHandleForReading.fileDescriptor)
    #expect(throws: ProcessError.assignmentTooLong(limit: 10)) { try watch.readLine(limit: 10) }
  }

  @Test func `the end of the input is noticed, and nothing before it`() async throws {
    let pipe = Pipe()
    let watch = ParentWatch(descriptor: pipe.fileHandleForReading.fileDescriptor)
    try pipe.fileHandleForWriting.write(contentsOf: Data("assignment\nleft over".utf8))
    #expect(try watch.readLine() == "assignment")
    let (ends, report) = AsyncStream.makeStream(of: Bool.self)
    let isClosed = Mutex(false)
    watch.start { report.yield(isClosed.withLock { $0 }) }
    try pipe.fileHandleForWriting.write(contentsOf: Data("more".utf8))
    try await Task.sleep(for: .milliseconds(30))
    isClosed.withLock { $0 = true }
    try pipe.fileHandleForWriting.close()
    var iterator = ends.makeAsyncIterator()
    #expect(await iterator.next() == true)
  }
}
