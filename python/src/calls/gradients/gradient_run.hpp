#pragma once

#include "convt/gradients.hpp"

namespace convt::python {

/// Gradients of one call on dense arrays, with plans of earlier calls and the threads of set_num_threads. For
/// threads with Python's global lock and without.
///
/// @param desc  from keras_desc(), as run_dense() takes it
/// @param order of the kernel
[[nodiscard]] Status run_input_gradient(const ConvTransposeDesc& desc, KernelOrder order,
                                        const void* output_gradients, const void* kernel,
                                        void* input_gradients);
[[nodiscard]] Status run_kernel_gradient(const ConvTransposeDesc& desc, KernelOrder order, const void* inputs,
                                         const void* output_gradients, void* kernel_gradients);

/// In a child of fork(), as SharedPlans::after_fork().
void gradients_after_fork() noexcept;

}  // namespace convt::python
