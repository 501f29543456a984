import Experiments
import Federation
import Randomness
import Testing

@Suite struct ProcessPlanTests {
  @Test(arguments: [
    FederationOptions.Processes.auto, .perClient, .count(2), .count(3), .count(7), .count(50),
  ])
  func `malicious clients never share a process with honest ones`(
    processes: FederationOptions.Processes
  ) {
    let plan = ProcessPlan(processes, clients: 20, malicious: [3, 8, 9], cores: 2)
    for host in plan.hosts {
      #expect(!host.clients.isEmpty)
      for client in host.clients { #expect([3, 8, 9].contains(client) == host.isMalicious) }
    }
    #expect(Set(plan.hosts.flatMap(\.clients)) == Set(0..<20))
    #expect(plan.hosts.map(\.process) == Array(plan.hosts.indices))
  }

  @Test func `a number of processes is kept where clients allow it`() {
    #expect(ProcessPlan(.count(1), clients: 5, malicious: [], cores: 2).hosts.count == 1)
    #expect(ProcessPlan(.count(2), clients: 5, malicious: [0], cores: 2).hosts.count == 2)
    #expect(ProcessPlan(.count(9), clients: 5, malicious: [0], cores: 2).hosts.count == 5)
    #expect(ProcessPlan(.perClient, clients: 5, malicious: [0], cores: 2).hosts.count == 5)
  }

  @Test func `a round's clients depend on the round alone`() {
    let sampler = ClientSampler(
      clients: 30, perRound: 10, forced: [4: [7, 21]], random: RandomStream(seed: 3))
    #expect(sampler.sample(round: 2) == sampler.sample(round: 2))
    #expect(sampler.sample(round: 2) != sampler.sample(round: 3))
    for round in 1...20 {
      let clients = sampler.sample(round: round)
      #expect(clients.count == 10)
      #expect(clients == Set(clients).sorted())
    }
    #expect(sampler.sample(round: 4).contains(7))
    #expect(sampler.sample(round: 4).contains(21))
  }

  @Test func `every client is drawn equally often`() {
    let sampler = ClientSampler(
      clients: 10, perRound: 3, forced: [:], random: RandomStream(seed: 5))
    var counts = [Int](repeating: 0, count: 10)
    for round in 1...3000 { for client in sampler.sample(round: round) { counts[client] += 1 } }
    // Five deviations of a binomial with mean 900.
    #expect(counts.allSatisfy { abs($0 - 900) < 126 })
  }
}
