package import Tensors

/// What can be wrong with the files of a data set, their download, or a wish to share them out.
package enum DatasetError: Error, Equatable {
  // Files
  case missingFile(dataset: String, folder: String, file: String)
  case unreadable(path: String, reason: String)
  case brokenGzip(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// The bytes are not what the format says they should be.
  case damaged(path: String, dataset: String, reason: String)
  case wrongShape(path: String, dataset: String, seen: ImageShape, expected: ImageShape)
  case countMismatch(
    dataset: String, images: String, imageCount: Int, labels: String, labelCount: Int)
  case labelOutside(path: String, dataset: String, position: Int, label: Int, classCount: Int)
  case limitTooLarge(dataset: String, key: String, limit: Int, available: Int)

  // Partitions
  case tooFewSamples(scheme: String, clients: Int, needed: Int, available: Int)
  case classTooSmall(scheme: String, label: Int, samples: Int, clients: Int)
  case noPartitionFound(scheme: String, minimum: Int, tries: Int)
  case tooManyCleanSamples(asked: Int, available: Int)
  /// A position to withhold that the training set does not have.
  case withheldOutside(position: Int, available: Int)
  /// More samples to withhold than can be told to every process.
  case tooManyWithheld(asked: Int, limit: Int)

  // Downloads
  case nothingToFetch(dataset: String)
  case programMissing(_ program: String, folder: String)
  case curlFailed(reason: String)
  case downloadFailed(url: String, reason: String, folder: String)
  case unpackingFailed(archive: String, reason: String)
  case wrongChecksum(url: String, expected: String, seen: String)
}

extension DatasetError: CustomStringConvertible {
  /// One sentence: what was seen, what is allowed, what to do.
  package var description: String {
    switch self {
    case .missingFile(let dataset, let folder, let file):
      "the data set \(dataset) has no file \(file) (or \(file).gz) in \(folder); "
        + "run `muster data fetch \(dataset)`, point `dataset.path` or MUSTER_DATA to where it is, "
        + "or use the data set glyphs, which needs no files"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .brokenGzip(let path, let reason):
      "\(path) cannot be unpacked (\(reason)); delete it and run `muster data fetch`"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .damaged(let path, let dataset, let reason):
      "\(path) is damaged or of another format: \(reason); \(Self.remedy(dataset))"
    case .wrongShape(let path, let dataset, let seen, let expected):
      "\(path) holds images of \(seen), those of \(dataset) are \(expected); "
        + Self.remedy(dataset)
    case .countMismatch(let dataset, let images, let imageCount, let labels, let labelCount):
      "\(images) holds \(imageCount) images but \(labels) \(labelCount) labels; "
        + Self.remedy(dataset)
    case .labelOutside(let path, let dataset, let position, let label, let classCount):
      "\(path) gives image \(position) the label \(label), but \(dataset) has the labels 0 to "
        + "\(classCount - 1); \(Self.remedy(dataset))"
    case .limitTooLarge(let dataset, let key, let limit, let available):
      "'\(key)' is \(limit), but \(dataset) has \(available) such images; "
        + "ask for at most \(available) or leave it out"
    default: partitionDescription ?? downloadDescription ?? "\(Self.self)"
    }
  }

  private var partitionDescription: String? {
    switch self {
    case .tooFewSamples(let scheme, let clients, let needed, let available):
      "the partition \(scheme) needs \(needed) samples for \(clients) clients, but there are "
        + "\(available); use fewer clients or more samples"
    case .classTooSmall(let scheme, let label, let samples, let clients):
      "the partition \(scheme) shares class \(label) among \(clients) clients, but it has "
        + "\(samples) samples; use fewer clients or more samples"
    case .noPartitionFound(let scheme, let minimum, let tries):
      "the partition \(scheme) left a client with fewer than \(minimum) samples in each of "
        + "\(tries) tries; raise alpha, lower min_size or use fewer clients"
    case .tooManyCleanSamples(let asked, let available):
      "'clean_samples' is \(asked), but there are \(available) training samples, of which the "
        + "clients need at least one; ask for fewer"
    case .withheldOutside(let position, let available):
      "training image \(position) is to be withheld, but there are \(available), counted from 0; "
        + "raise or leave out 'dataset.train_limit', or change 'partition.withheld' or the attack"
    case .tooManyWithheld(let asked, let limit):
      "\(asked) training images are to be withheld, at most \(limit) can be; "
        + "shorten 'partition.withheld' or let the attack ask for fewer"
    default: nil
    }
  }

  private var downloadDescription: String? {
    switch self {
    case .nothingToFetch(let dataset): "the data set \(dataset) needs no files; just use it"
    case .programMissing(let program, let folder):
      "the program \(program) was not found on PATH; install it (apt-get install \(program)) or put "
        + "the files into \(folder) by hand"
    case .curlFailed(let reason): "the program curl could not be run: \(reason)"
    case .downloadFailed(let url, let reason, let folder):
      "\(url) could not be fetched (\(reason)); run the command again to go on where it stopped, "
        + "name another mirror (MUSTER_MIRROR) or put the file into \(folder) by hand"
    case .unpackingFailed(let archive, let reason):
      "\(archive) could not be unpacked (\(reason)); unpack it by hand with tar, or delete it and "
        + "fetch it again"
    case .wrongChecksum(let url, let expected, let seen):
      "\(url) has the checksum sha256:\(seen) instead of sha256:\(expected) and was deleted; "
        + "name another mirror (MUSTER_MIRROR)"
    default: nil
    }
  }

  private static func remedy(_ dataset: String) -> String {
    "delete it and run `muster data fetch \(dataset)`"
  }
}
