#include "problem/problem.hpp"

#include <climits>

#include "problem/layout.hpp"

namespace convt::detail {
namespace {

std::int32_t narrow(std::int64_t value) noexcept {
    return static_cast<std::int32_t>(value);
}

}  // namespace

bool Problem::empty() const noexcept {
    return batch == 0 || out_channels == 0 || axis[0].out == 0 || axis[1].out == 0 || axis[2].out == 0;
}

Problem make_problem(const ConvTransposeDesc& desc) noexcept {
    Problem problem;
    problem.rank = desc.rank;
    problem.dtype = desc.dtype;
    problem.output_dtype = output_dtype(desc);
    problem.batch = desc.batch;
    problem.groups = narrow(desc.groups);
    problem.in_channels = narrow(desc.in_channels / desc.groups);
    problem.out_channels = narrow(desc.out_channels / desc.groups);
    problem.channels_last = desc.data_format == DataFormat::channels_last;
    // A valid descriptor's inputs have a layout.
    const InputLayout inputs = input_layout(desc).value_or(InputLayout{});
    problem.inputs_channels_last = inputs.format == DataFormat::channels_last;
    const TensorStrides& in = inputs.strides;
    const TensorStrides out = output_strides(desc);
    problem.input_batch_stride = in.batch;
    problem.output_batch_stride = out.batch;
    problem.input_channel_stride = narrow(in.channels);
    problem.output_channel_stride = narrow(out.channels);
    for (int d = 0; d < desc.rank; ++d) {
        const auto from = static_cast<std::size_t>(desc.rank - 1 - d);
        const auto to = static_cast<std::size_t>(d);
        problem.axis[to] = {narrow(desc.in_spatial[from]), narrow(desc.kernel_size[from]),
                            narrow(desc.strides[from]),    narrow(desc.dilation_rate[from]),
                            narrow(desc.crop_left[from]),  narrow(desc.out_spatial[from])};
        problem.input_stride[to] = narrow(in.spatial[from]);
        problem.output_stride[to] = narrow(out.spatial[from]);
    }
    for (std::size_t d = 0; d < 3; ++d) {
        problem.spread[d] = window_spread(problem.axis[d]);
        problem.cuts[d] = cuts_of(problem.axis[d]);
    }
    return problem;
}

std::optional<Problem> in_other_order(const Problem& problem) noexcept {
    const auto is_one = [&](std::int32_t channels, std::int32_t x_stride) {
        return channels == 1 && problem.groups == 1 && x_stride == 1;
    };
    if (!is_one(problem.out_channels, problem.output_stride[0])) return std::nullopt;
    Problem other = problem;
    other.channels_last = !problem.channels_last;
    // Of the one channel; what is dense in both orders.
    other.output_channel_stride = 1;
    if (is_one(problem.in_channels, problem.input_stride[0])) {
        other.inputs_channels_last = other.channels_last;
        other.input_channel_stride = 1;
    }
    return other;
}

}  // namespace convt::detail
