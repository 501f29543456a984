import Attacks
import Options

/// The section of an experiment for any attack of the catalog, on images of 2 × 2 pixels.
enum AttackSamples {
  /// What an attack needs besides its clients: all knowledge, and its data poisoning's keys.
  static func section(_ attack: any Attack.Type) -> OptionValue {
    var section: OptionValue = [
      "name": .string(attack.name), "knowledge": "omniscient", "defense_known": true,
    ]
    // Unlike NaN, infinity equals itself.
    if attack.name == NonFiniteUpdate.name { section["value"] = "infinity" }
    for (key, value) in options[attack.name] ?? [:] { section[key] = value }
    switch attack.data {
    case .none: break
    case .any: add(BadNetsPoisoning.name, to: &section)
    case .only(let type): add(type.name, to: &section)
    }
    return section
  }

  /// The required options of attacks.
  private static let options: [String: [String: OptionValue]] = [
    "train-and-scale": ["bound": 1]
  ]

  private static func add(_ data: String, to section: inout OptionValue) {
    for (key, value) in poisonings[data] ?? [:] { section[key] = value }
  }

  /// The required keys of the data poisonings.
  private static let poisonings: [String: [String: OptionValue]] = [
    "badnets": ["trigger": ["name": "patch", "size": 1], "target": 2, "poison_rate": 0.5],
    "dba": [
      "trigger": ["name": "dba-strips", "length": 1, "gap": 0], "target": 2, "poison_rate": 0.5,
    ],
    "clean-label": [
      "trigger": ["name": "patch", "size": 1], "target": 2, "poison_rate": 0.5,
      "perturbation": ["steps": 2],
    ],
    "semantic": ["attribute": ["name": "ink", "source": 1, "share": 0.5], "target": 2],
    "edge-case": ["source": 1, "target": 2, "quantile": 0.5, "grid": 1],
    "learned-patch": ["patch": ["size": 1, "steps": 20], "target": 2, "poison_rate": 0.5],
    "hidden-trigger": [
      "trigger": ["name": "patch", "size": 1], "target": 2, "source": 1, "poison_rate": 0.5,
      "collision": ["steps": 20],
    ],
  ]
}
