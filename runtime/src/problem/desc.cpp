#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "convt/desc.hpp"
#include "problem/layout.hpp"
#include "problem/phases.hpp"
#include "problem/quantization.hpp"

namespace convt {
namespace {

using Spatial = std::array<std::int64_t, kMaxRank>;

/// Kernels address one image, and one group's weights, with 32-bit element offsets.
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

Status check_range(const char* name, std::int64_t value, std::int64_t least) {
    if (value < least) return detail::invalid(name, " is ", value, "; it must be at least ", least);
    if (value > kLargest) return detail::too_large(name, " is ", value, "; it must be below 2^31");
    return {};
}

Status check_spatial(const char* name, const Spatial& values, int rank, std::int64_t least) {
    for (int d = 0; d < rank; ++d) {
        const std::string element = detail::text(name, "[", d, "]");
        if (Status s = check_range(element.c_str(), values[static_cast<std::size_t>(d)], least); !s.ok()) {
            return s;
        }
    }
    return {};
}

/// Spatial sizes of inputs and outputs, which a descriptor does not have by itself.
Status check_sizes(const char* name, const Spatial& values, int rank, const char* how) {
    for (int d = 0; d < rank; ++d) {
        if (values[static_cast<std::size_t>(d)] != kUnset) continue;
        return detail::invalid(name, "[", d, "] is ", kUnset, ", as where nobody has set it; ", how,
                               ", and it must be at least 0");
    }
    return check_spatial(name, values, rank, 0);
}

Status check_forms(const ConvTransposeDesc& desc) {
    if (desc.rank < 1 || desc.rank > kMaxRank) {
        return detail::invalid("rank is ", desc.rank, "; 1, 2 or 3 spatial dimensions are possible");
    }
    if (desc.data_format > DataFormat::channels_first) {
        return detail::invalid("data_format is ", static_cast<int>(desc.data_format),
                               "; it must be channels_last or channels_first");
    }
    if (desc.activation > Activation::prelu) {
        return detail::invalid("activation is ", static_cast<int>(desc.activation),
                               "; it must be a value of Activation");
    }
    if (desc.activation == Activation::clamp && !(desc.activation_min <= desc.activation_max)) {
        return detail::invalid("activation_min is ", desc.activation_min,
                               "; it must not exceed activation_max, which is ", desc.activation_max);
    }
    return detail::check_types(desc);
}

Status check_channels(const ConvTransposeDesc& desc) {
    if (Status s = check_range("batch", desc.batch, 0); !s.ok()) return s;
    if (Status s = check_range("in_channels", desc.in_channels, 0); !s.ok()) return s;
    if (Status s = check_range("out_channels", desc.out_channels, 0); !s.ok()) return s;
    if (Status s = check_range("groups", desc.groups, 1); !s.ok()) return s;
    if (desc.in_channels % desc.groups != 0) {
        return detail::invalid("in_channels is ", desc.in_channels,
                               "; it must be a multiple of groups, which is ", desc.groups);
    }
    if (desc.out_channels % desc.groups != 0) {
        return detail::invalid("out_channels is ", desc.out_channels,
                               "; it must be a multiple of groups, which is ", desc.groups);
    }
    return {};
}

/// Positions reach (in - 1) * stride + (kernel - 1) * dilation; all index arithmetic is 32-bit.
Status check_positions(const ConvTransposeDesc& desc) {
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        const std::int64_t natural = desc.in_spatial[i] * desc.strides[i] +
                                     (desc.kernel_size[i] - 1) * desc.dilation_rate[i] + desc.crop_left[i];
        if (natural > kLargest || natural + desc.out_spatial[i] > kLargest) {
            return detail::too_large(
                "dimension ", d, " spans ", natural,
                " positions before cropping; spans and outputs together must stay below 2^31");
        }
        // Plans hold a table of them.
        constexpr std::int64_t kMostPhases = 1 << 16;
        if (std::min(desc.strides[i], desc.out_spatial[i]) > kMostPhases) {
            return detail::too_large("strides[", d, "] is ", desc.strides[i], " for ", desc.out_spatial[i],
                                     " outputs; one of them must be at most ", kMostPhases);
        }
    }
    return {};
}

/// Images must lie apart, and all of them within reach of 64-bit offsets.
Status check_batch_stride(const char* name, std::int64_t batch, std::int64_t stride, std::int64_t image) {
    if (batch > 1 && stride < image) {
        return detail::invalid(name, " have stride ", stride, " along batch; an image spans ", image,
                               ", and images must not overlap");
    }
    constexpr std::int64_t kLargestTensor = std::int64_t{1} << 60;
    if (batch > 1 && stride > kLargestTensor / batch) {
        return detail::too_large(name, " have stride ", stride, " along batch of ", batch,
                                 "; the tensor must stay below 2^60 elements");
    }
    return {};
}

/// Sizes and strides of one tensor, and what messages call it.
struct Tensor {
    const char* name;
    std::int64_t channels;
    const Spatial& spatial;
    detail::TensorStrides strides;
};

Status refuse_inner_strides(const Tensor& tensor, int rank, const char* wanted) {
    return detail::invalid(tensor.name, " have stride ", tensor.strides.channels, " along channels and ",
                           tensor.strides.spatial[static_cast<std::size_t>(rank - 1)],
                           " along the last spatial dimension; ", wanted);
}

Status check_innermost(const ConvTransposeDesc& desc, const Tensor& outputs) {
    if (detail::is_dense(desc.output_strides, desc.rank)) return {};
    const bool last = desc.data_format == DataFormat::channels_last;
    const std::int64_t of_pixel = outputs.strides.channels;
    const std::int64_t of_row = outputs.strides.spatial[static_cast<std::size_t>(desc.rank - 1)];
    if ((last ? of_pixel : of_row) == 1) return {};
    return refuse_inner_strides(outputs, desc.rank,
                                last ? "the innermost stride must be 1, in channels_last that along channels"
                                     : "the innermost stride must be 1, in channels_first that along the "
                                       "last spatial dimension");
}

struct TensorAxis {
    const char* name;
    std::int64_t size;
    std::int64_t stride;
};

/// The axes of a tensor that do not have just one element.
class TensorAxes {
public:
    /// In the order of a data format, innermost first.
    TensorAxes(const Tensor& tensor, int rank, DataFormat format) {
        constexpr std::array<const char*, kMaxRank> kNames{"spatial dimension 0", "spatial dimension 1",
                                                           "spatial dimension 2"};
        const bool last = format == DataFormat::channels_last;
        const TensorAxis channels{"channels", tensor.channels, tensor.strides.channels};
        if (last) add(channels);
        for (int d = rank - 1; d >= 0; --d) {
            const auto i = static_cast<std::size_t>(d);
            add({kNames[i], tensor.spatial[i], tensor.strides.spatial[i]});
        }
        if (!last) add(channels);
    }
    /// By hand: GCC 12 takes std::sort of so few elements to leave their array, and warns.
    void sort_by_stride() {
        for (std::size_t end = count_; end > 1; --end) {
            for (std::size_t i = 1; i < end; ++i) {
                if (axes_[i].stride < axes_[i - 1].stride) std::swap(axes_[i], axes_[i - 1]);
            }
        }
    }
    [[nodiscard]] const TensorAxis* begin() const { return axes_.data(); }
    [[nodiscard]] const TensorAxis* end() const { return axes_.data() + count_; }

private:
    void add(const TensorAxis& axis) {
        if (axis.size != 1) axes_[count_++] = axis;
    }
    std::array<TensorAxis, kMaxRank + 1> axes_{};
    std::size_t count_ = 0;
};

/// Strides must keep elements apart and reach less than 2^31 within an image.
Status check_strides(const Tensor& tensor, const TensorAxes& axes, const ConvTransposeDesc& desc) {
    // An empty tensor has no elements that could overlap.
    const bool empty = std::any_of(axes.begin(), axes.end(), [](const auto& axis) { return axis.size == 0; });
    if (empty || desc.batch == 0) return {};
    std::int64_t extent = 1;  // elements from the first to the last; the least stride of the next axis
    for (const TensorAxis& axis : axes) {
        if (axis.stride < extent) {
            return detail::invalid(tensor.name, " have stride ", axis.stride, " along ", axis.name,
                                   "; elements of the inner axes span ", extent,
                                   ", and axes must not overlap");
        }
        if (axis.stride > kLargest || (axis.size - 1) > (kLargest - extent) / axis.stride) {
            return detail::too_large(tensor.name, " span more than 2^31 - 1 elements per image along ",
                                     axis.name, " (size ", axis.size, ", stride ", axis.stride, ")");
        }
        extent += (axis.size - 1) * axis.stride;
    }
    return check_batch_stride(tensor.name, desc.batch, tensor.strides.batch, extent);
}

/// The inputs' axes may be in any order that has channels or the last spatial one innermost.
Status check_inputs(const ConvTransposeDesc& desc) {
    const auto layout = detail::input_layout(desc);
    if (!layout) {
        const ConvTransposeDesc::Strides& given = desc.input_strides;
        return refuse_inner_strides(
            {"inputs", desc.in_channels, desc.in_spatial, {given.batch, given.channels, given.spatial}},
            desc.rank, "one of them must be 1; copy inputs that lie otherwise into either order");
    }
    const Tensor inputs{"inputs", desc.in_channels, desc.in_spatial, layout->strides};
    TensorAxes axes(inputs, desc.rank, layout->format);
    axes.sort_by_stride();
    return check_strides(inputs, axes, desc);
}

Status check_outputs(const ConvTransposeDesc& desc) {
    const Tensor outputs{"outputs", desc.out_channels, desc.out_spatial, detail::output_strides(desc)};
    if (Status s = check_innermost(desc, outputs); !s.ok()) return s;
    return check_strides(outputs, {outputs, desc.rank, desc.data_format}, desc);
}

/// One group's weights are addressed with 32-bit offsets, overlapping blocks of up to 64 channels included.
Status check_kernel(const ConvTransposeDesc& desc) {
    std::int64_t elements = (desc.out_channels / desc.groups + 64);
    const auto multiply = [&](std::int64_t factor) {
        if (factor == 0) return true;
        if (elements > kLargest / factor) return false;
        elements *= factor;
        return true;
    };
    bool fits = multiply(desc.in_channels / desc.groups);
    for (int d = 0; d < desc.rank; ++d)
        fits = fits && multiply(desc.kernel_size[static_cast<std::size_t>(d)]);
    if (!fits) {
        return detail::too_large("the kernel has more than 2^31 - 1 elements per group (in_channels ",
                                 desc.in_channels, ", out_channels ", desc.out_channels, ")");
    }
    return {};
}

Status validate_all(const ConvTransposeDesc& desc) {
    if (Status s = check_forms(desc); !s.ok()) return s;
    if (Status s = check_channels(desc); !s.ok()) return s;
    if (Status s = check_sizes("in_spatial", desc.in_spatial, desc.rank, "state the inputs' size"); !s.ok()) {
        return s;
    }
    if (Status s = check_spatial("kernel_size", desc.kernel_size, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("strides", desc.strides, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("dilation_rate", desc.dilation_rate, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("crop_left", desc.crop_left, desc.rank, 0); !s.ok()) return s;
    constexpr const char* kComputed = "keras_desc, pytorch_desc and onnx_desc compute the outputs' size";
    if (Status s = check_sizes("out_spatial", desc.out_spatial, desc.rank, kComputed); !s.ok()) return s;
    if (Status s = check_positions(desc); !s.ok()) return s;
    if (Status s = check_kernel(desc); !s.ok()) return s;
    if (Status s = detail::check_terms(desc); !s.ok()) return s;
    if (Status s = check_inputs(desc); !s.ok()) return s;
    return check_outputs(desc);
}

}  // namespace

Status validate(const ConvTransposeDesc& desc) noexcept {
    return detail::guarded([&] { return validate_all(desc); });
}

std::int64_t useful_macs(const ConvTransposeDesc& desc) noexcept {
    std::int64_t macs = 1;
    const auto multiply = [&](std::int64_t factor) {
        if (__builtin_mul_overflow(macs, factor, &macs)) macs = std::numeric_limits<std::int64_t>::max();
    };
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        const auto narrow = [](std::int64_t value) { return static_cast<std::int32_t>(value); };
        multiply(detail::useful_products({narrow(desc.in_spatial[i]), narrow(desc.kernel_size[i]),
                                          narrow(desc.strides[i]), narrow(desc.dilation_rate[i]),
                                          narrow(desc.crop_left[i]), narrow(desc.out_spatial[i])}));
    }
    for (std::int64_t factor : {desc.batch, desc.in_channels, desc.out_channels / desc.groups}) {
        multiply(factor);
    }
    return macs;
}

}  // namespace convt
