#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "convt/desc.hpp"

/// oneDNN's deconvolution of 8-bit integers: inputs of int8 or uint8 with a zero point of 0, a kernel of int8
/// with a scale for each output channel, outputs of int8.
class OnednnIntegers {
public:
    /// @param desc of one group and channels_last
    /// @param kernel [spatial…, out_channels, in_channels]
    /// @param kernel_scale of every channel
    OnednnIntegers(const convt::ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                   float kernel_scale);
    ~OnednnIntegers();
    OnednnIntegers(const OnednnIntegers&) = delete;
    OnednnIntegers& operator=(const OnednnIntegers&) = delete;

    void run();
    [[nodiscard]] std::string implementation() const;
    /// In the order of channels_last.
    [[nodiscard]] std::vector<std::int8_t> outputs() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};
