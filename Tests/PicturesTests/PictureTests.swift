import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct PictureTests {
  @Test(arguments: [(1, 1), (3, 2), (7, 1), (1, 9), (257, 130)])
  func `a written picture reads back pixel by pixel`(width: Int, height: Int) throws {
    var picture = Picture(width: width, height: height, color: .white)
    for row in 0..<height {
      for column in 0..<width where (row + column) % 3 != 0 {
        picture[row, column] = .init(
          red: UInt8(row % 256), green: UInt8(column % 256), blue: UInt8((row * column) % 256))
      }
    }
    let pixels = try #require(PNGPixels(picture.png()))
    #expect((pixels.width, pixels.height) == (width, height))
    for row in 0..<height {
      for column in 0..<width {
        let color = picture[row, column]
        #expect(pixels[row, column] == [color.red, color.green, color.blue])
      }
    }
    #expect(pixels[0, 0] == [255, 255, 255])
  }

  @Test func `the same picture is the same file`() throws {
    let picture = Picture(width: 5, height: 4, color: .black)
    #expect(try picture.png() == picture.png())
    var other = picture
    other[3, 4] = .white
    #expect(try other.png() != picture.png())
  }

  @Test func `a picture goes to a file, or says why not`() throws {
    let picture = Picture(width: 2, height: 2, color: .white)
    try withTemporaryFolder { root in
      try picture.write(to: "\(root)/p.png")
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(root)/p.png"))
      #expect(try data == picture.png())
    }
    let error = #expect(throws: PictureError.self) { try picture.write(to: "/nowhere/p.png") }
    #expect(error?.description.hasPrefix("/nowhere/p.png cannot be written: ") == true)
  }

  @Test func `the encoder tells its version`() {
    #expect(Picture.encoderVersion.split(separator: ".").count == 3)
    #expect(Picture.encoderVersion.hasPrefix("1."))
  }
}
