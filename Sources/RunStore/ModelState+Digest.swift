import Digests
package import Tensors

extension ModelState {
  /// SHA-256 over the parameters and then the buffers, as little-endian float32, in the form
  /// `sha256:…`.
  package var digest: String {
    var digest = SHA256Digest()
    digest.update(parameters)
    digest.update(buffers)
    return digest.finishText()
  }
}
