#pragma once

#include <vector>

#include "compile/layers/compile_layer.hpp"

namespace convt::tools {

/// Weights and bias of a layer under a series of changes to each output channel, rounded once at the end.
class ChannelScaling {
public:
    using Values = std::vector<double>;

    /// @param layer  with weights and, if any, a bias inside
    explicit ChannelScaling(const CompileLayer& layer);

    [[nodiscard]] std::size_t channels() const { return channels_; }
    /// Whether the type of the weights holds them all times so much.
    [[nodiscard]] bool holds(const Values& factors) const;
    void add(const Values& values);
    void multiply(const Values& factors);
    /// Changes the layer.
    void apply(CompileLayer& layer) const;

private:
    std::size_t channels_;
    DType dtype_;
    Values scale_, bias_;
    Values largest_;  ///< magnitude of the finite weights of each channel
    bool changed_ = false;
    bool scaled_ = false;
};

}  // namespace convt::tools
