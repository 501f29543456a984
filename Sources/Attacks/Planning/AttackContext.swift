package import Randomness
package import Tensors

/// What a malicious client knows besides its tasks.
package struct AttackContext: Sendable {
  /// The ids of all malicious clients, rising; they know each other.
  package let malicious: [Int]
  /// The attackers' own numbers, the same in every round.
  package let random: RandomStream
  /// Where the attackers meet.
  package let adversary: any Adversary
  /// The declared defense; nil where the threat model does not give it away.
  package let defense: (any KnownDefense)?
  /// The training images that only malicious clients have; nil where there are none.
  ///
  /// They are what `DataPoisoning.withheldImages` asks for: `indices` are positions in the training
  /// set.
  package let withheld: ImageSubset?
  /// The images of a malicious client; colluders share them.
  let images: @Sendable (Int) -> any LabeledImages
  /// The run's root stream, of which every client's training has a child.
  let root: RandomStream

  /// Makes the attackers' common knowledge.
  ///
  /// - Parameters:
  ///   - malicious: the ids of all malicious clients.
  ///   - random: the run's root stream; the attackers get a child of it.
  ///   - adversary: where they meet.
  ///   - defense: the declared defense, if they know it.
  ///   - withheld: the training images that only they have.
  ///   - images: the images of a malicious client.
  package init(
    malicious: [Int], random: RandomStream, adversary: any Adversary = LoneAdversary(),
    defense: (any KnownDefense)? = nil, withheld: ImageSubset? = nil,
    images: @escaping @Sendable (Int) -> any LabeledImages
  ) {
    self.malicious = malicious.sorted()
    self.random = random.stream(for: "attack")
    self.adversary = adversary
    self.defense = defense
    self.withheld = withheld
    self.images = images
    root = random
  }

  /// Decides which images of a client are poisoned, the same ones in every round.
  func poisonStream(of client: Int) -> RandomStream {
    random.stream(for: "poison", "client", .number(client))
  }
}
