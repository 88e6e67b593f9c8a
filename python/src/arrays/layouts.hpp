#pragma once

#include "arrays/arrays.hpp"

namespace convt::python {

/// Whether elements follow one another in the order of the axes. Arrays without elements do.
[[nodiscard]] bool is_dense(const Array& array) noexcept;

/// Whether a descriptor can state how inputs lie: channels or the last spatial axis innermost, no axis twice,
/// backwards or overlapping.
[[nodiscard]] bool is_servable(const Array& inputs, DataFormat format) noexcept;

/// The strides of an array that is not dense, as descriptors have them.
[[nodiscard]] ConvTransposeDesc::Strides strides_of(const Array& array, DataFormat format) noexcept;

/// The order in which a dense kernel of Keras's shape lies: Keras's own, or PyTorch's where axes were
/// permuted. A kernel that lies otherwise is copied.
[[nodiscard]] KernelOrder settle_kernel(Array& kernel);

/// Copies an array that is not dense into memory of its own, which `data` points at then.
void make_dense(Array& array);

}  // namespace convt::python
