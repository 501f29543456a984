import Kernels
import Tensors
import Testing

@testable import Clustering

@Suite struct ClusteringInputTests {
  @Test func `distances that cannot be are refused with the place`() {
    func check(_ values: [Double]) -> ClusteringError? {
      do {
        _ = try ClusteringInput(distances: DistanceMatrix(count: 2, values: values))
        return nil
      } catch {
        return error
      }
    }
    #expect(check([0, 1, 1, 0]) == nil)
    #expect(check([0, 1, 1 + 1e-10, 0]) == nil)
    #expect(
      check([0, 1, 2, 0]) == .asymmetric(first: 0, second: 1, there: 1, back: 2))
    #expect(check([0, -1, -1, 0]) == .impossibleDistance(first: 0, second: 1, seen: -1))
    #expect(
      check([0, 1, .infinity, 0]) == .impossibleDistance(first: 1, second: 0, seen: .infinity))
    #expect(check([0, 1, 1, 0.5]) == .nonzeroDiagonal(index: 1, seen: 0.5))
  }

  @Test func `a point with NaN is refused`() {
    #expect(throws: ClusteringError.nonFinitePoint(index: 1)) {
      try ClusteringInput(points: UpdateMatrix([[0, 1], [.nan, 1], [2, .infinity]]))
    }
    #expect(throws: ClusteringError.nonFinitePoint(index: 2)) {
      try ClusteringInput(points: UpdateMatrix([[0, 1], [1, 1], [2, .infinity]]))
    }
  }

  @Test func `points have the distances of the metric`() throws {
    let input = try ClusteringInput(points: UpdateMatrix([[3, 0], [0, 4], [0, 0]]))
    #expect(input.distances(.euclidean).values == [0, 5, 3, 5, 0, 4, 3, 4, 0])
    #expect(input.distances(.cosine).values == [0, 1, 1, 1, 0, 1, 1, 1, 0])
  }

  @Test func `labels are numbered by their smallest member`() {
    #expect(ClusterAssignment.canonical([7, -3, 2, 7, 0, -1, 2]) == [0, -1, 1, 0, 2, -1, 1])
    #expect(ClusterAssignment.allNoise(count: 2).clusterCount == 0)
  }
}
