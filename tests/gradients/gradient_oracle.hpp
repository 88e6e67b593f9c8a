#pragma once

#include <cstdint>
#include <vector>

#include "convt/desc.hpp"
#include "reference/elements.hpp"
#include "reference/layout.hpp"

namespace convt::gradients {

/// Sums in a wider type, with what their bounds are measured by.
struct Sums {
    explicit Sums(std::int64_t count)
        : values(static_cast<std::size_t>(count)), magnitudes(values.size()), products(values.size()) {}
    void add(std::int64_t at, long double product);

    std::vector<long double> values;
    std::vector<double> magnitudes;
    std::vector<std::int64_t> products;
};

/// The gradients by their definition: the operator's loops, product by product.
struct Exact {
    explicit Exact(const ConvTransposeDesc& desc);
    Sums inputs;  ///< where the inputs' layout has them
    Sums kernel;  ///< [spatial…, out_channels, in_channels/groups]
    Sums bias;
};

/// @param inputs, output_gradients in the descriptor's strides
/// @param kernel dense, [spatial…, out_channels, in_channels/groups]
[[nodiscard]] Exact exact_gradients(const ConvTransposeDesc& desc, const reference::ConstElements& inputs,
                                    const reference::ConstElements& kernel,
                                    const reference::ConstElements& output_gradients);

}  // namespace convt::gradients
