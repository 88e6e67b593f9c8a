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
    void add(const Values& values);
    void multiply(const Values& factors);
    /// Changes the layer.
    void apply(CompileLayer& layer) const;

private:
    std::size_t channels_;
    Values scale_, bias_;
    bool changed_ = false;
    bool scaled_ = false;
};

}  // namespace convt::tools
