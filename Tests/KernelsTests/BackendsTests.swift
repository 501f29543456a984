import Kernels
import Tensors
import Testing

/// Choosing a backend, and what it refuses.
@Suite struct BackendsTests {
  @Test func `the portable backend is always there, and last`() throws {
    #expect(Backends.available.last == .portable)
    #expect(try Backends.make(.portable).instructionSet == "any")
  }

  @Test func `a backend calls itself by its name`() throws {
    for name in Backends.available { #expect(try Backends.make(name).name == name) }
  }

  @Test func `a missing backend is named with what there is`() throws {
    for name in BackendName.allCases where !Backends.available.contains(name) {
      let error = #expect(throws: KernelError.self) { try Backends.make(name) }
      #expect(error == .backendMissing(name: name.rawValue, available: ["portable"]))
      #expect(error?.description.contains("libdnnl-dev") == true)
    }
  }

  @Test(arguments: Backends.available)
  func `a preferred layout is one that the kernels take`(name: BackendName) throws {
    let backend = try Backends.make(name)
    let image = ImageShape(channels: 1, height: 28, width: 28)
    for channels in [20, 32] {
      let geometry = ConvolutionGeometry(input: image, outputChannels: channels, kernel: 5)
      #expect(backend.layouts.contains(backend.preferredLayout(for: [geometry])))
    }
    #expect(backend.layouts.contains(backend.preferredLayout(for: [])))
  }

  @Test(arguments: Setup.all)
  func `impossible sizes are refused`(setup: Setup) throws {
    let backend = try setup.make()
    let image = ImageShape(channels: 1, height: 4, width: 6)
    #expect(throws: KernelError.self) {
      try backend.convolution(
        ConvolutionGeometry(input: image, outputChannels: 2, kernel: 5), layout: setup.layout,
        fusesReLU: false)
    }
    #expect(throws: KernelError.self) {
      try backend.pooling(
        PoolingGeometry(.average, input: image, kernel: 5, stride: 1), layout: setup.layout)
    }
    #expect(throws: KernelError.self) {
      try backend.linear(input: image, outputs: 0, layout: setup.layout, fusesReLU: false)
    }
  }
}
