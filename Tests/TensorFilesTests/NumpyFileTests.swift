import Foundation
import Testing

@testable import TensorFiles

@Suite struct NumpyFileTests {
  /// What `numpy.save` writes for `[[1.5, -2.0, 3.25]]` as float32.
  static let savedByNumpy = Data(
    [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 0x76, 0]
      + Array("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }".utf8)
      + Array(repeating: 0x20, count: 58) + [0x0A]
      + [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x50, 0x40])

  @Test func `bytes that NumPy wrote are read, and written again as they were`() throws {
    let file = try NumpyFile(decoding: Self.savedByNumpy, path: "u.npy")
    #expect(file == NumpyFile(shape: [1, 3], values: .float32([1.5, -2, 3.25])))
    #expect(file.encoded() == Self.savedByNumpy)
  }

  @Test(arguments: [
    NumpyFile(shape: [], values: .float64([0.1])),
    NumpyFile(shape: [3], values: .int64([-1, .max, .min])),
    NumpyFile(shape: [0, 5], values: .float32([])),
    NumpyFile(
      shape: [2, 1, 2, 1], values: .float64([1, .infinity, -0.0, .leastNonzeroMagnitude])),
  ])
  func `every type and shape survives a round trip`(file: NumpyFile) throws {
    let data = file.encoded()
    #expect(try NumpyFile(decoding: data, path: "") == file)
    let header = data.count - file.values.count * 8
    #expect(header.isMultiple(of: 64) || file.values == .float32([]))
  }

  @Test func `a long header makes version 2`() throws {
    let shape = [Int](repeating: 1, count: 30_000)
    let file = NumpyFile(shape: shape, values: .float32([7]))
    let data = file.encoded()
    #expect(data[6] == 2)
    #expect(try NumpyFile(decoding: data, path: "") == file)
  }

  @Test func `a slice of data is read like any other`() throws {
    let padded = Data([1, 2, 3]) + Self.savedByNumpy
    #expect(try NumpyFile(decoding: padded[3...], path: "").shape == [1, 3])
  }

  @Test func `numbers convert to float32 and float64`() {
    let file = NumpyFile(shape: [2], values: .int64([3, -4]))
    #expect(file.floats == [3, -4])
    #expect(file.doubles == [3, -4])
  }

  // MARK: - Damage

  /// A version 1 file with this dictionary and this many bytes of zeros.
  static func file(_ header: String, zeros: Int) -> Data {
    Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + Data(count: zeros)
  }

  @Test(arguments: [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", 4, ">f4"),
    ("{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}", 2, "<f2"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4, "fields"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", 16, "ascontiguousarray"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 12, "12 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 6, "6 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", 4, "no shape"),
    ("{'descr': '<f4', 'shape': (1,)}", 4, "fortran_order"),
    ("{'fortran_order': False, 'shape': (1,)}", 4, "descr"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}", 4, "large"),
  ])
  func `a file that cannot be used is refused with the reason`(
    header: String, zeros: Int, word: String
  ) {
    do {
      _ = try NumpyFile(decoding: Self.file(header, zeros: zeros), path: "u.npy")
      Issue.record("it was read")
    } catch {
      #expect(error.description.contains(word), "\(error)")
      #expect(error.description.contains("u.npy"))
    }
  }

  @Test func `a column of one dimension is the same in both orders`() throws {
    let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}"
    #expect(
      try NumpyFile(decoding: Self.file(header, zeros: 4), path: "").values == .float32([0]))
  }

  @Test func `cut off anywhere, a file is refused`() {
    for length in 0..<Self.savedByNumpy.count {
      #expect(throws: TensorFileError.self) {
        try NumpyFile(decoding: Self.savedByNumpy.prefix(length), path: "u.npy")
      }
    }
  }

  @Test func `files are written and read`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("muster-\(UUID().uuidString).npy").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = NumpyFile(shape: [2, 2], values: .float32([1, 2, 3, 4]))
    try file.write(to: path)
    #expect(try NumpyFile(contentsOf: path) == file)
    #expect(throws: TensorFileError.self) { try NumpyFile(contentsOf: path + ".absent") }
    #expect(throws: TensorFileError.self) { try file.write(to: "/absent/folder/u.npy") }
  }
}
