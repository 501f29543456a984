import Attacks
import RunStore

/// How the keys of lasting values are named in a checkpoint: the purpose, and behind a slash the
/// client, if it is about one.
extension KeptValue {
  init(_ key: AdversaryKey, _ values: [Float]) {
    self.init(name: key.purpose + (key.client.map { "/\($0)" } ?? ""), values: values)
  }
}

extension AdversaryKey {
  init(_ value: KeptValue) {
    let parts = value.name.split(separator: "/", maxSplits: 1)
    self.init(parts.first.map(String.init) ?? "", client: parts.count > 1 ? Int(parts[1]) : nil)
  }
}
