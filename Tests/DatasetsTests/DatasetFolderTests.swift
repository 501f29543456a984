import Testing

@testable import Datasets

@Suite struct DatasetFolderTests {
  let home = ["HOME": "/home/ada"]

  @Test func `the option wins over the environment`() {
    let environment = home.merging(["MUSTER_DATA": "/data"]) { $1 }
    #expect(DatasetFolder.resolve(MNIST.self, path: "here", environment: environment) == "here")
    #expect(
      DatasetFolder.resolve(MNIST.self, path: "~/there", environment: environment)
        == "/home/ada/there")
    #expect(DatasetFolder.resolve(MNIST.self, environment: environment) == "/data/mnist")
  }

  @Test func `without both the cache in the home folder is meant`() {
    #expect(DatasetFolder.resolve(MNIST.self, environment: home) == "/home/ada/.cache/muster/mnist")
    let empty = home.merging(["MUSTER_DATA": ""]) { $1 }
    #expect(
      DatasetFolder.resolve(MNIST.self, environment: empty) == "/home/ada/.cache/muster/mnist")
  }
}
