#pragma once

#include "convt/desc.hpp"
#include "convt/status.hpp"

namespace convt::python {

/// One call of a framework, which hands over its kernel each time: plans of earlier calls, kept weights where
/// they are asked for, and the threads of set_num_threads. For threads with Python's global lock and without.
///
/// @param desc    from keras_desc()
/// @param inputs  dense, as are kernel (in Keras's order) and outputs
[[nodiscard]] Status run_dense(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                               void* outputs);

}  // namespace convt::python
