import Foundation
import Options
import Randomness
import Testing

@testable import Datasets

@Suite struct PartitionTests {
  // Seven samples of two classes; sample 4 is the defender's, sample 6 nobody's.
  let partition = Partition(
    scheme: "by-hand", lists: [[3, 0], [1, 5]],
    of: LabeledSamples(labels: [0, 1, 0, 1, 0, 1, 0], classCount: 2, excluding: [4, 6]),
    clean: CleanSamples(fineTuning: [4], stopping: []), withheld: [6])

  @Test func `samples are sorted, counted and accounted for`() {
    #expect(partition.clients == [[0, 3], [1, 5]])
    #expect(partition.classCounts == [[1, 1], [0, 2]])
    #expect(partition.sizes == [2, 2])
    #expect(partition.dropped == [2])
    #expect(partition.withheld == [6])
  }

  @Test func `the file says who has what and reads back`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(partition)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"clean_samples":{"fine_tuning":[4],"stopping":[]},"clients":["#
        + #"{"class_counts":[1,1],"client":0,"indices":[0,3],"size":2},"#
        + #"{"class_counts":[0,2],"client":1,"indices":[1,5],"size":2}],"#
        + #""digest":"\#(partition.digest)","dropped":[2],"schema":1,"scheme":"by-hand","#
        + #""withheld":[6]}"#)
    #expect(try JSONDecoder().decode(Partition.self, from: data) == partition)
  }

  @Test func `giving a sample away twice is our mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = Partition(
        scheme: "by-hand", lists: [[0, 1], [1]],
        of: LabeledSamples(labels: [0, 0], classCount: 1), clean: .none)
    }
  }

  @Test func `clean samples are split four to one`() throws {
    let clean = try CleanSamples(count: 500, of: 6000, random: RandomStream(seed: 2))
    #expect(clean.fineTuning.count == 400)
    #expect(clean.stopping.count == 100)
    #expect(Set(clean.all).count == 500)
    #expect(clean.all.allSatisfy { (0..<6000).contains($0) })
    #expect(clean == (try CleanSamples(count: 500, of: 6000, random: RandomStream(seed: 2))))
    #expect(clean != (try CleanSamples(count: 500, of: 6000, random: RandomStream(seed: 3))))
    // Drawn from everywhere: the mean of 500 positions is 3,000 with a deviation of 77.
    #expect(abs(clean.all.reduce(0, +) / 500 - 3000) < 400)
  }

  @Test func `withheld samples are never clean`() throws {
    let clean = try CleanSamples(
      count: 3, of: 10, withheld: [0, 1, 2, 5, 7, 9], random: RandomStream(seed: 1))
    #expect(Set(clean.all).isSubset(of: [3, 4, 6, 8]) && clean.all.count == 3)
    #expect(throws: DatasetError.tooManyCleanSamples(asked: 4, available: 4)) {
      try CleanSamples(
        count: 4, of: 10, withheld: [0, 1, 2, 5, 7, 9], random: RandomStream(seed: 1))
    }
  }

  @Test(arguments: [(0, 0, 0), (1, 1, 0), (2, 1, 1), (4, 3, 1), (9, 8, 1), (10, 8, 2)])
  func `small numbers of clean samples still leave one to stop by`(
    count: Int, fineTuning: Int, stopping: Int
  ) throws {
    let clean = try CleanSamples(count: count, of: 50, random: RandomStream(seed: 1))
    #expect(clean.fineTuning.count == fineTuning)
    #expect(clean.stopping.count == stopping)
  }

  @Test func `clean samples that leave nothing for clients are refused`() {
    #expect {
      try CleanSamples(count: 50, of: 50, random: RandomStream(seed: 1))
    } throws: {
      "\($0)"
        == "'clean_samples' is 50, but there are 50 training samples, of which the clients need "
        + "at least one; ask for fewer"
    }
  }
}
