/// The backends by name.
package enum BackendName: String, Sendable, Codable, CaseIterable {
  case oneDNN = "onednn"
  case portable
}
