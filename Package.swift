// swift-tools-version: 6.2
import Foundation
import PackageDescription

// MARK: - oneDNN, where its headers are

/// Whether oneDNN's version 2 headers are here.
///
/// With them the fast backend is built, without them the portable one alone.
/// `MUSTER_WITHOUT_ONEDNN=1` leaves it out where it is present.
let hasOneDNN: Bool = {
  guard Context.environment["MUSTER_WITHOUT_ONEDNN"] == nil else { return false }
  let roots = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"]
  for path in roots.map({ "\($0)/oneapi/dnnl/dnnl_version.h" }) {
    guard let header = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
    if header.contains("DNNL_VERSION_MAJOR 2\n") { return true }
    print("muster: \(path) is not oneDNN version 2; building the portable backend alone.")
  }
  return false
}()

// MARK: - Settings that all targets share

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("SafeInteropWrappers"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
]

/// Loops over millions of numbers are unbearable without optimization, so these modules have it in debug builds too.
let numericSettings = swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// `Kernels` is compiled file by file in release builds.
///
/// Swift 6.3.1 crashes when it optimizes a module as a whole in which several files call the span
/// functions that it makes of C ones. Those calls are few and their loops are in C, so nothing is
/// lost.
let kernelSettings =
  numericSettings
  + [.unsafeFlags(["-no-whole-module-optimization"], .when(configuration: .release))]

let oneDNNSettings: [SwiftSetting] = hasOneDNN ? [.define("MUSTER_ONEDNN")] : []

// MARK: - Targets, from the bottom up

let systemLibraries: [Target] =
  [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
  ] + (hasOneDNN ? [.systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])])] : [])

/// A library module of ours.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = swiftSettings
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let libraries: [Target] = [
  .target(
    name: "CKernels",
    // Contraction off: a fused multiply-add rounds once where others round twice, and results must not depend on the processor.
    cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]),
  module("Options"),
  module("Randomness", settings: numericSettings),
  module("Tensors", settings: numericSettings),
  module("Digests", ["CSodium"]),
  module("TensorFiles", ["Tensors"], settings: numericSettings),
  module(
    "Kernels", ["CKernels", "Tensors"] + (hasOneDNN ? ["COneDNN"] : []),
    settings: kernelSettings + oneDNNSettings),
  module("Protocol", ["Tensors"], settings: numericSettings),
  module("Messaging", ["CLinux", "CZeroMQ"]),
  module("Networks", ["Kernels", "Tensors", "Randomness", "Options"], settings: numericSettings),
  module(
    "Datasets", ["CZlib", "Digests", "Tensors", "Randomness", "Options"], settings: numericSettings),
  module(
    "Clustering", ["Kernels", "Tensors", "Randomness", "Options"], settings: numericSettings),
  module(
    "PostTraining",
    ["Networks", "Datasets", "Clustering", "Kernels", "Tensors", "Randomness", "Options"],
    settings: numericSettings),
  module(
    "Aggregation", ["Clustering", "Kernels", "Tensors", "Randomness", "Options"],
    settings: numericSettings),
  module(
    "Attacks", ["Networks", "Datasets", "TensorFiles", "Tensors", "Randomness", "Options"],
    settings: numericSettings),
  module(
    "Experiments",
    [
      "Attacks", "Aggregation", "PostTraining", "Clustering", "Datasets", "Networks", "Kernels",
      "Tensors",
      "Randomness", "Options", .product(name: "Yams", package: "Yams"),
    ]),
  module(
    "RunStore",
    ["Experiments", "Aggregation", "Networks", "TensorFiles", "Tensors", "Digests", "Options"]),
  module(
    "Federation",
    [
      "RunStore", "Experiments", "Attacks", "Aggregation", "PostTraining", "Datasets", "Networks",
      "Messaging", "Protocol", "Kernels", "Tensors", "TensorFiles", "Digests", "Randomness",
      "Options", "CLinux",
    ]),
  module(
    "Benchmarks",
    [
      "Federation", "RunStore", "Experiments", "Attacks", "Aggregation", "Clustering", "Datasets",
      "Networks", "Messaging", "Protocol", "Kernels", "Tensors", "Randomness", "Options",
    ], settings: numericSettings),
  .executableTarget(
    name: "muster",
    dependencies: [
      "Benchmarks", "Federation", "RunStore", "Experiments", "Attacks", "Aggregation",
      "PostTraining",
      "Clustering",
      "Datasets", "Networks", "Messaging", "Kernels", "Tensors", "TensorFiles", "Digests",
      "Randomness",
      "Options", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: swiftSettings + [
      .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))
    ]),
]

/// Golden vectors and other readings that several test targets share.
let testSupport: Target = .target(
  name: "TestSupport", dependencies: ["Options", "Tensors", "TensorFiles"],
  path: "Tests/TestSupport",
  swiftSettings: numericSettings)

/// The tests of one module, in `Tests/<Module>Tests`.
func tests(of name: String, _ others: [Target.Dependency] = []) -> Target {
  let path = "Tests/\(name)Tests"
  let hasGolden = FileManager.default.fileExists(
    atPath: "\(Context.packageDirectory)/\(path)/Golden")
  return .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + others, path: path,
    // Golden vectors are read beside the source, not bundled.
    exclude: hasGolden ? ["Golden"] : [], swiftSettings: numericSettings)
}

let testTargets: [Target] = [
  tests(of: "Options"),
  tests(of: "Randomness"),
  tests(of: "Tensors"),
  tests(of: "Digests"),
  tests(of: "TensorFiles", ["Tensors"]),
  tests(of: "Kernels", ["Tensors", "TensorFiles", "Options"]),
  tests(of: "Protocol", ["Tensors"]),
  tests(of: "Messaging"),
  tests(
    of: "Networks", ["Kernels", "Tensors", "TensorFiles", "Randomness", "Options", "Datasets"]),
  tests(of: "Datasets", ["Tensors", "Randomness", "Digests", "Options"]),
  tests(of: "Clustering", ["Kernels", "Tensors", "Randomness", "Options"]),
  tests(of: "Aggregation", ["Clustering", "Kernels", "Tensors", "Randomness", "Options"]),
  tests(
    of: "Attacks",
    ["Networks", "Datasets", "Kernels", "TensorFiles", "Tensors", "Randomness", "Options"]),
  tests(
    of: "PostTraining", ["Networks", "Datasets", "Kernels", "Tensors", "Randomness", "Options"]),
  tests(of: "Experiments", ["Networks", "Options", "Tensors"]),
  tests(
    of: "RunStore", ["Aggregation", "Networks", "Experiments", "Tensors", "TensorFiles", "Options"]),
  tests(
    of: "Federation",
    [
      "Attacks", "Networks", "RunStore", "Experiments", "Messaging", "Protocol", "Tensors",
      "Options",
    ]),
  tests(of: "Benchmarks", ["Federation"]),
  .testTarget(
    name: "EndToEnd",
    dependencies: [
      "muster", "TestSupport", "Options", "Messaging", "Protocol", "Tensors", "TensorFiles",
    ],
    swiftSettings: numericSettings),
]

let package = Package(
  name: "muster",
  products: [.executable(name: "muster", targets: ["muster"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: systemLibraries + libraries + [testSupport] + testTargets,
  swiftLanguageModes: [.v6]
)
