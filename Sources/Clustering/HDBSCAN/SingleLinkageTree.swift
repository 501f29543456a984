/// The order in which groups merge as the distance that joins them grows.
struct SingleLinkageTree {
  /// Two groups that become one.
  struct Merge: Equatable {
    let left: Int
    let right: Int
    let distance: Double
    /// The number of points in the merged group.
    let size: Int
  }

  /// The number of points; groups `0..<count` are single points.
  let count: Int
  /// Merge `i` makes group `count + i`; distances never fall.
  private(set) var merges: [Merge] = []

  init(_ tree: SpanningTree) {
    count = tree.count
    // Sorting positions with lengths keeps edges of equal length in order.
    let order = tree.edges.indices.sorted {
      (tree.edges[$0].length, $0) < (tree.edges[$1].length, $1)
    }
    var groups = DisjointGroups(count: count)
    for index in order {
      let edge = tree.edges[index]
      let (left, right) = (groups.group(of: edge.first), groups.group(of: edge.second))
      let size = self.size(of: left) + self.size(of: right)
      groups.merge(edge.first, edge.second, into: count + merges.count)
      merges.append(Merge(left: left, right: right, distance: edge.length, size: size))
    }
  }

  /// The group of all points.
  var root: Int { count + merges.count - 1 }

  /// The merge that made a group; `nil` for a single point.
  func merge(of group: Int) -> Merge? { group < count ? nil : merges[group - count] }

  /// The number of points in a group.
  func size(of group: Int) -> Int { merge(of: group)?.size ?? 1 }

  /// The points in a group, left before right.
  func points(of group: Int) -> [Int] {
    var points: [Int] = []
    var pending = [group]
    while let next = pending.popLast() {
      if let merge = merge(of: next) {
        pending.append(merge.right)
        pending.append(merge.left)
      } else {
        points.append(next)
      }
    }
    return points
  }
}

/// Which group each point is in while groups merge.
private struct DisjointGroups {
  private var parents: [Int]
  private var names: [Int]

  init(count: Int) {
    parents = Array(0..<count)
    names = Array(0..<count)
  }

  mutating func group(of point: Int) -> Int { names[find(point)] }

  mutating func merge(_ first: Int, _ second: Int, into name: Int) {
    let root = find(first)
    parents[find(second)] = root
    names[root] = name
  }

  private mutating func find(_ point: Int) -> Int {
    var point = point
    while parents[point] != point {
      parents[point] = parents[parents[point]]
      point = parents[point]
    }
    return point
  }
}
