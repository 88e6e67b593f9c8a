#pragma once

#include "layers.hpp"
#include "workspaces.hpp"

namespace convt::ort {

/// A ConvTranspose node of one session: Y = ConvTranspose(X, W, B) with B optional. Runs may come on many
/// threads at once.
class Kernel {
public:
    /// Where the weights are constants, packs them as soon as the shape of X is known: here, if the model
    /// states it, else in the first run.
    Kernel(const Api& api, const OrtKernelInfo* info, DType dtype, Workspaces& workspaces);

    /// Throws a Failure, having written nothing.
    void compute(OrtKernelContext* run);

private:
    [[nodiscard]] std::optional<Tensor> input(const OrtKernelContext* run, std::size_t index) const;
    [[nodiscard]] Tensor needed_input(const OrtKernelContext* run, std::size_t index, const char* name) const;
    void check_bias(const std::optional<Tensor>& bias, const Layer& layer) const;

    Api api_;
    DType dtype_;
    Workspaces& workspaces_;
    Layers layers_;
};

}  // namespace convt::ort
