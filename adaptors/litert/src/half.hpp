#pragma once

#include <cstddef>
#include <vector>

namespace convt::litert {

/// Values of float16, exactly.
[[nodiscard]] std::vector<float> widened(const void* halves, std::size_t count);

}  // namespace convt::litert
