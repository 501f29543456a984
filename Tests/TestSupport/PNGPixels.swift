import CPNG
package import Foundation

/// The pixels of a PNG file, decoded by the reference library.
package struct PNGPixels: Equatable {
  package let width: Int
  package let height: Int
  /// `height × width × 3` values, row by row: red, green and blue of each pixel.
  package let bytes: [UInt8]

  /// Decodes a file; nil if the library refuses it.
  package init?(_ data: Data) {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    let bytes: [UInt8]? = unsafe data.withUnsafeBytes { file in
      // The library reads on from the file's memory in the second call.
      guard unsafe png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0
      else { return nil }
      unsafe image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
      var bytes = unsafe [UInt8](repeating: 0, count: Int(image.height * image.width) * 3)
      let isDone = unsafe png_image_finish_read(&image, nil, &bytes, 0, nil)
      return isDone != 0 ? bytes : nil
    }
    guard let bytes else { return nil }
    (width, height) = unsafe (Int(image.width), Int(image.height))
    self.bytes = bytes
  }

  /// Red, green and blue of a pixel.
  package subscript(row: Int, column: Int) -> [UInt8] {
    Array(bytes[(row * width + column) * 3..<(row * width + column + 1) * 3])
  }
}
