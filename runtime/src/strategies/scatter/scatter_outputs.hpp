#pragma once

#include <cstdint>

#include "strategies/scatter/scatter_place.hpp"

namespace convt::detail {

/// Makes outputs of a task's finished sums: bias and activation, narrowed and transposed where outputs are.
///
/// @param sums [image][z][y][x][channel], as many as the place has outputs
/// @param bias, row scratch of the split's sizes
template <class E>
void write_scatter_outputs(const ScatterPlan& plan, const ScatterPlace& place, const RunArgs& args,
                           typename E::Summed* sums, typename E::Summed* bias,
                           typename E::Summed* row) noexcept;

}  // namespace convt::detail
