#if MUSTER_ONEDNN
  import CKernels
  import COneDNN

  /// Copies a tensor between canonical order and a layout of blocks.
  ///
  /// The library's own conversions take 10.7 ms in and 4.8 ms out for the 512 × 3136 weight of the
  /// McMahan CNN, and room for a second copy.
  struct BlockedOrder {
    /// For each position along the first dimension, where its values begin.
    private let rowPlaces: [Int32]
    /// For each position within the other dimensions, how far it lies from there.
    private let columnPlaces: [Int32]
    /// Whether the layout is canonical order itself.
    private let isCanonical: Bool

    /// How a tensor of given dimensions lies in `layout`.
    ///
    /// - Throws: `KernelError.library` for a layout that is not made of blocks.
    init(_ dimensions: [Int], in layout: MemoryDescriptor) throws(KernelError) {
      guard layout.isBlocked, layout.count <= Int(Int32.max) else {
        throw .library(call: "a weight's layout", code: 0)
      }
      rowPlaces = (0..<dimensions[0]).map { layout.offset(along: 0, to: $0) }
      var places: [Int32] = [0]
      for dimension in dimensions.indices.dropFirst() {
        let offsets = (0..<dimensions[dimension]).map { layout.offset(along: dimension, to: $0) }
        places = places.flatMap { place in offsets.map { place + $0 } }
      }
      columnPlaces = places
      let columnCount = places.count
      isCanonical =
        places.elementsEqual(0..<Int32(columnCount))
        && rowPlaces.enumerated().allSatisfy { Int($1) == $0 * columnCount }
      let last = (rowPlaces.max() ?? 0) + (columnPlaces.max() ?? 0)
      precondition(last < layout.count, "a place \(last) of \(layout.count)")
    }

    /// Takes values in canonical order; padding is left alone.
    func load(_ values: Span<Float>, into storage: AlignedBuffer) {
      if isCanonical { return storage.copy(from: values) }
      var blocks = storage.mutableSpan
      ck_to_blocks(values, rowPlaces.span, columnPlaces.span, &blocks)
    }

    /// Writes the values in canonical order.
    func store(_ storage: AlignedBuffer, into values: inout MutableSpan<Float>) {
      if isCanonical { return storage.copy(into: &values) }
      ck_from_blocks(&values, rowPlaces.span, columnPlaces.span, storage.span)
    }
  }

  extension MemoryDescriptor {
    /// Whether places follow from blocks and strides alone.
    fileprivate var isBlocked: Bool {
      unsafe withUnsafePointer(to: raw) { unsafe muster_dnnl_is_blocked($0) }
    }

    /// How far a position along one dimension moves a value.
    fileprivate func offset(along dimension: Int, to position: Int) -> Int32 {
      unsafe withUnsafePointer(to: raw) {
        unsafe Int32(muster_dnnl_offset($0, CInt(dimension), dnnl_dim_t(position)))
      }
    }
  }
#endif
