#pragma once

#include "bridge/table.hpp"
#include "tensorflow/c_api.hpp"

namespace convt::python {

/// The three functions of a kernel, as TensorFlow calls them: for a node of a graph, for each run of it, and
/// at its end.
[[nodiscard]] void* create_kernel(TF_OpKernelConstruction* construction);
void compute_kernel(void* kernel, TF_OpKernelContext* context);
void delete_kernel(void* kernel);

/// Hands over the functions that kernels compute with; until then each run fails with a line that says so.
void attach(const BridgeTable* bridge) noexcept;

}  // namespace convt::python
