package import Attacks
package import Datasets
import Networks
package import PostTraining
import Options
package import Randomness
package import Tensors

/// The images of an experiment and who holds which of them.
///
/// Every process makes it for itself from the seed, so no list of positions crosses the wire.
package struct ExperimentData: Sendable {
  package let dataset: LoadedDataset
  /// Which training images each client holds.
  package let partition: Partition
  /// The positions to withhold travel with the experiment in one header of a message.
  private static let withheldLimit = 5000

  /// The training images that the attack withholds from honest clients and the malicious ones share;
  /// none where the attack is not known.
  package let attackersImages: ImageSubset

  /// Loads and partitions.
  ///
  /// - Parameter experiment: with its attack, or sealed with what the attack withholds; the partition
  ///   is the same.
  /// - Throws: `ExperimentError.data` for files that are missing or damaged, and for a partition that
  ///   the data set cannot give.
  package init(_ experiment: Experiment) throws(ExperimentError) {
    let random = experiment.root
    do {
      dataset = try DatasetCatalog.make(
        experiment.dataset.name, options: experiment.dataset.options
      ).load(random: random.stream(for: "dataset"))
      let labels = dataset.train.labels
      let asked = experiment.attack?.poisoning?.withheldImages(
        AttackedData(train: dataset.train, test: dataset.test))
      let withheld = Set(experiment.withheld + (asked ?? [])).sorted()
      if let last = withheld.last, last >= labels.count {
        throw DatasetError.withheldOutside(position: last, available: labels.count)
      }
      guard withheld.count <= Self.withheldLimit else {
        throw DatasetError.tooManyWithheld(asked: withheld.count, limit: Self.withheldLimit)
      }
      attackersImages = ImageSubset(dataset.train, indices: asked ?? [])
      let clean = try experiment.postTraining.map {
        try CleanSamples(
          count: $0.cleanSamples, of: labels.count, withheld: withheld,
          random: random.stream(for: "clean"))
      }
      partition = try Partitioners.make(
        experiment.partition.name, options: experiment.partition.options
      ).partition(
        labels: labels, classCount: dataset.classCount, clients: experiment.clients,
        clean: clean ?? .none, withheld: withheld, random: random.stream(for: "partition"))
    } catch {
      throw .data("\(error)")
    }
  }

  /// The defender's images for post-training, in two parts; no client has any of them.
  ///
  /// Nil without post-training.
  package var defender: DefenderImages? {
    let clean = partition.clean
    guard !clean.fineTuning.isEmpty, !clean.stopping.isEmpty else { return nil }
    return DefenderImages(
      fineTune: ImageSubset(dataset.train, indices: clean.fineTuning),
      holdOut: ImageSubset(dataset.train, indices: clean.stopping))
  }

  /// The data set as an attack sees it.
  package var attacked: AttackedData { AttackedData(train: dataset.train, test: dataset.test) }

  /// The images of one client.
  package func images(of client: Int) -> any LabeledImages {
    ImageSubset(dataset.train, indices: partition.clients[client])
  }
}

extension Experiment {
  /// The stream that all others of the run are children of.
  package var root: RandomStream { RandomStream(seed: UInt64(seed)) }

  /// The global model before the first round.
  package func initialModel() -> ModelState {
    ModelState(
      parameters: model.initialParameters(using: root.stream(for: "initialization")),
      buffers: model.initialBuffers())
  }
}
