#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "convt/context.hpp"
#include "convt/desc.hpp"

namespace convt::detail {

/// Elements of a dense tensor.
[[nodiscard]] std::size_t element_count(const std::vector<std::int64_t>& shape) noexcept;

/// The operator in one call on dense tensors of the descriptor's element types: takes or makes a plan for
/// weights that are an argument, packs the kernel and runs.
///
/// @param kernel  in Keras's order
/// @param context null: all CPUs, or where another call has them the calling thread alone
/// @return what Plan::create, Plan::pack or Plan::run say, or out_of_memory. May throw std::bad_alloc.
[[nodiscard]] Status run_once(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                              void* outputs, Context* context);

}  // namespace convt::detail
