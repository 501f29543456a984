#pragma once
#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>

/// Whether a layout is one of blocks and strides, without anything beside the values.
static inline bool muster_dnnl_is_blocked(const dnnl_memory_desc_t *layout) {
  return layout->format_kind == dnnl_blocked && layout->extra.flags == 0;
}

/// The length of a dimension.
static inline dnnl_dim_t muster_dnnl_length(const dnnl_memory_desc_t *layout, int dimension) {
  return layout->dims[dimension];
}

/// How far a position along one dimension moves a value from the start; what the dimensions say adds
/// up to the value's place.
static inline dnnl_dim_t muster_dnnl_offset(const dnnl_memory_desc_t *layout, int dimension,
                                            dnnl_dim_t position) {
  const dnnl_blocking_desc_t *blocking = &layout->format_desc.blocking;
  dnnl_dim_t offset = 0, stride = 1;
  for (int block = blocking->inner_nblks - 1; block >= 0; --block) {
    const dnnl_dim_t size = blocking->inner_blks[block];
    if (blocking->inner_idxs[block] == dimension) {
      offset += position % size * stride;
      position /= size;
    }
    stride *= size;
  }
  return offset + position * blocking->strides[dimension];
}
