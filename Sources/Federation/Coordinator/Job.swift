package import Networks

/// One piece of work for a client process.
package struct Job: Sendable, Equatable {
  package enum Work: Sendable, Equatable {
    /// A client's update in a round.
    case train(client: Int)
    /// The scores of a stretch of the test set, clean and triggered.
    case score(shard: Int, range: Range<Int>)
  }

  package let work: Work
  /// The processes that may do it.
  package let hosts: [Int]
  /// How long it takes compared with others, such as the number of images: longest first.
  package let size: Int

  /// How often it is handed out before it is given up.
  ///
  /// A client's task once more, as a client that is gone is a fact of the round; a score until every
  /// process has been tried, as it is the experimenter's and not the client's.
  package var maximumAttempts: Int {
    switch work {
    case .train: 2
    case .score: hosts.count + 2
    }
  }

  package init(_ work: Work, hosts: [Int], size: Int) {
    self.work = work
    self.hosts = hosts
    self.size = size
  }
}

/// What became of a job.
package enum JobOutcome: Sendable, Equatable {
  /// The update is a row of the batch's matrix; `buffers` are the trained model's, as many as it has;
  /// `seconds` is how long the client says it took.
  case update(sampleCount: Int, buffers: [Float] = [], seconds: Double = 0)
  /// `triggered` is nil where no trigger was asked for.
  case scores(clean: EvaluationScore, triggered: EvaluationScore?)
  case dropped(reason: String)
}
