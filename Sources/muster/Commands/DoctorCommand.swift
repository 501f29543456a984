import ArgumentParser
import Foundation

/// `muster doctor`: whether this machine can run experiments.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine: libraries, backend, sockets, limits, data.",
    discussion: "Exits with 2 if something that every run needs is missing.")

  @OptionGroup var result: FormatOption

  func run() async throws {
    let findings = await MachineCheck.all()
    try result.print(findings) {
      findings.map { finding in
        let mark = finding.passed ? "ok" : finding.isNeeded ? "FAIL" : "note"
        let fix = finding.fix.map { "; \($0)" } ?? ""
        return "  \(mark.padding(toLength: 4, withPad: " ", startingAt: 0))  \(finding.check): "
          + finding.seen + fix
      }.joined(separator: "\n")
    }
    if findings.contains(where: { !$0.passed && $0.isNeeded }) {
      throw CommandEnding(code: .wrongRequest)
    }
  }
}
