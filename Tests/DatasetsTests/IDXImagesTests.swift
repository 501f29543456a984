import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct IDXImagesTests {
  let folder: TemporaryFolder
  let shape = ImageShape(channels: 1, height: 2, width: 3)
  // Three images of two rows and three columns.
  let pixels: [UInt8] = [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6, 255, 0, 255, 0, 255, 0]

  init() throws { folder = try TemporaryFolder() }

  private func open(
    _ images: [UInt8], _ labels: [UInt8], packed: Bool = false, classCount: Int = 10
  ) throws -> IDXImages {
    let end = packed ? ".gz" : ""
    return try IDXImages(
      images: folder.write(packed ? gzip(images) : images, to: "images" + end),
      labels: folder.write(packed ? gzip(labels) : labels, to: "labels" + end),
      shape: shape, classCount: classCount, dataset: "digits")
  }

  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [false, true])
  func `images and labels come out as they were put in`(packed: Bool) throws {
    let set = try open(idx([3, 2, 3], pixels), idx([3], [7, 0, 9]), packed: packed)
    #expect(set.count == 3)
    #expect(set.labels == [7, 0, 9])
    #expect(set.image(0) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(set.image(1) == (1...6).map { Float($0) / 255 })
    #expect(set.image(2) == [1, 0, 1, 0, 1, 0])
  }

  @Test func `an empty file ends within its header`() {
    let text = sentence { _ = try open([], idx([0], [])) }
    #expect(text.contains("/images is damaged or of another format: it ends after 0 bytes"))
    #expect(text.hasSuffix("; delete it and run `muster data fetch digits`"))
  }

  @Test func `another magic number is refused`() {
    // Labels where images should be: 2049 instead of 2051.
    let labels = idx([3], [1, 2, 3]) + [UInt8](repeating: 0, count: 20)
    #expect(
      sentence { _ = try open(labels, idx([3], [1, 2, 3])) }
        .contains("it starts with the number 2049 instead of 2051"))
  }

  @Test(arguments: [-1, 1])
  func `a file that is too short or too long is refused`(by difference: Int) {
    var images = idx([3, 2, 3], pixels)
    if difference < 0 { images.removeLast() } else { images.append(0) }
    #expect(
      sentence { _ = try open(images, idx([3], [1, 2, 3])) }
        .contains("its header promises 34 bytes, it holds \(34 + difference)"))
  }

  @Test func `a header with an absurd size is refused`() {
    let images = idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], pixels)
    #expect(
      sentence { _ = try open(images, idx([3], [1, 2, 3])) }
        .contains("its header claims the impossible size"))
  }

  @Test func `images of another size are refused`() {
    #expect(
      sentence { _ = try open(idx([3, 3, 2], pixels), idx([3], [1, 2, 3])) }
        .contains("/images holds images of 1×3×2, those of digits are 1×2×3"))
  }

  @Test func `as many labels as images are needed`() {
    #expect(
      sentence { _ = try open(idx([3, 2, 3], pixels), idx([2], [1, 2])) }
        .contains("/images holds 3 images but "))
  }

  @Test func `a label outside the classes is found`() {
    #expect(
      sentence { _ = try open(idx([3, 2, 3], pixels), idx([3], [1, 2, 10])) }
        .contains(
          "/labels gives image 2 the label 10, but digits has the labels 0 to 9"))
  }

  @Test func `a gzip file that was cut off or changed is refused`() throws {
    let whole = gzip(idx([3, 2, 3], pixels))
    var changed = whole
    changed[40] ^= 1
    for broken in [Array(whole.dropLast(12)), changed] {
      let path = try folder.write(broken, to: "broken.gz")
      let text = sentence { _ = try IDXFile(path: path, dimensions: 3, dataset: "digits") }
      #expect(text.contains("/broken.gz cannot be unpacked ("), "\(text)")
    }
  }

  @Test func `a file that is missing or a folder is named with the reason`() throws {
    let missing = sentence { _ = try MappedFile(path: folder.path + "/none") }
    #expect(missing == "\(folder.path)/none cannot be read: No such file or directory")
    let directory = sentence { _ = try MappedFile(path: folder.path) }
    #expect(directory == "\(folder.path) cannot be read: it is not a regular file")
  }
}

extension LabeledImages {
  /// The pixels of one image.
  func image(_ index: Int) -> [Float] {
    var pixels = [Float](repeating: -1, count: shape.count)
    var span = pixels.mutableSpan
    read(index, into: &span)
    return pixels
  }
}
