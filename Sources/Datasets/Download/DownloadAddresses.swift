/// Where a file of a data set may be had, in the order of trying.
struct DownloadAddresses {
  /// One place.
  struct Address: Equatable {
    let url: String
    /// Whether it is the gzip file.
    let isPacked: Bool
  }

  private let dataset: String
  private let override: String?
  private let mirrors: [String]

  init(mirrors: [String], override: String?, dataset: String) {
    self.mirrors = mirrors.map(Self.withoutSlash)
    self.override = override.flatMap { $0.isEmpty ? nil : Self.withoutSlash($0) }
    self.dataset = dataset
  }

  /// The places of a file.
  ///
  /// A mirror that somebody names may hold one data set or a folder for each, and may hold plain
  /// files where their checksum is known.
  func candidates(for file: DatasetFile) -> [Address] {
    guard let override else {
      return mirrors.map { Address(url: "\($0)/\(file.name).gz", isPacked: true) }
    }
    let bases = [override, "\(override)/\(dataset)"]
    let packed = bases.map { Address(url: "\($0)/\(file.name).gz", isPacked: true) }
    let plain = bases.map { Address(url: "\($0)/\(file.name)", isPacked: false) }
    return packed + (file.plain == nil ? [] : plain)
  }

  private static func withoutSlash(_ address: String) -> String {
    String(address.reversed().drop { $0 == "/" }.reversed())
  }
}
