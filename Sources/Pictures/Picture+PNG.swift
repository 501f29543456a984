import CPNG
package import Foundation

extension Picture {
  /// The picture as a PNG file.
  ///
  /// - Returns: the file's bytes.
  /// - Throws: `PictureError.notEncoded`, such as for want of memory.
  package func png() throws(PictureError) -> Data {
    var size = png_alloc_size_t(0)
    try unsafe encode(into: nil, &size)
    var file = [UInt8](repeating: 0, count: Int(size))
    do {
      try unsafe file.withUnsafeMutableBytes { memory in
        try unsafe encode(into: memory.baseAddress, &size)
      }
    } catch let error as PictureError {
      throw error
    } catch {
      preconditionFailure("no error of ours: \(error)")
    }
    return Data(file.prefix(Int(size)))
  }

  /// Writes the picture as a PNG file, whole or not at all.
  ///
  /// - Parameter path: where it goes; what is there is replaced.
  /// - Throws: `PictureError`.
  package func write(to path: String) throws(PictureError) {
    let data = try png()
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// The version of the library that encodes.
  package static var encoderVersion: String {
    let version = png_access_version_number()
    return "\(version / 10_000).\(version / 100 % 100).\(version % 100)"
  }

  // MARK: - Details

  /// Encodes into memory, or tells how many bytes that takes if there is none.
  private func encode(into memory: UnsafeMutableRawPointer?, _ size: inout png_alloc_size_t)
    throws(PictureError)
  {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(width)
    unsafe image.height = png_uint_32(height)
    unsafe image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    let isDone = unsafe png_image_write_to_memory(&image, memory, &size, 0, bytes, 0, nil)
    guard isDone != 0 else {
      let message = unsafe withUnsafeBytes(of: image.message) { message in
        unsafe String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
      }
      unsafe png_image_free(&image)
      throw .notEncoded(reason: message)
    }
  }
}
