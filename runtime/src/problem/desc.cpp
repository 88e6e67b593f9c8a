#include <algorithm>
#include <limits>

#include "base/elements.hpp"
#include "base/text.hpp"
#include "convt/desc.hpp"
#include "problem/layout.hpp"
#include "problem/phases.hpp"

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

const char* dtype_name(DType dtype) noexcept {
    switch (dtype) {
        case DType::float32:
            return "float32";
        case DType::float16:
            return "float16";
        case DType::bfloat16:
            return "bfloat16";
        case DType::float64:
            return "float64";
        case DType::int8:
            return "int8";
    }
    return "unknown";
}

Status check_forms(const ConvTransposeDesc& desc) {
    if (desc.rank < 1 || desc.rank > kMaxRank) {
        return detail::invalid("rank is ", desc.rank, "; 1, 2 or 3 spatial dimensions are possible");
    }
    if (desc.dtype > DType::int8) {
        return detail::invalid("dtype is ", static_cast<int>(desc.dtype), "; it must be a value of DType");
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
    if (!detail::has_kernels(desc.dtype)) {
        return detail::unsupported("dtype is ", dtype_name(desc.dtype),
                                   "; this build has kernels for float32 and float64");
    }
    return {};
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

Status check_innermost(const char* name, const ConvTransposeDesc& desc,
                       const ConvTransposeDesc::Strides& given, const detail::TensorStrides& strides) {
    const bool last = desc.data_format == DataFormat::channels_last;
    const std::int64_t inner =
        last ? strides.channels : strides.spatial[static_cast<std::size_t>(desc.rank - 1)];
    if (detail::is_dense(given, desc.rank) || inner == 1) return {};
    return detail::invalid(name, " have stride ", inner, " along ",
                           last ? "channels" : "the last spatial dimension",
                           "; the innermost stride must be 1");
}

/// Strides must keep elements apart, innermost ones adjacent, and reach less than 2^31 within an image.
Status check_strides(const char* name, const ConvTransposeDesc& desc, const ConvTransposeDesc::Strides& given,
                     const detail::TensorStrides& strides, const Spatial& spatial, std::int64_t channels) {
    const bool last = desc.data_format == DataFormat::channels_last;
    if (Status s = check_innermost(name, desc, given, strides); !s.ok()) return s;
    // An empty tensor has no elements that could overlap.
    bool empty = desc.batch == 0 || channels == 0;
    for (int d = 0; d < desc.rank; ++d) empty = empty || spatial[static_cast<std::size_t>(d)] == 0;
    if (empty) return {};
    std::int64_t step = 1;    // least stride that the next axis outwards may have
    std::int64_t extent = 1;  // elements from the first to the last of an image
    const auto grow = [&](const char* axis, std::int64_t size, std::int64_t stride) -> Status {
        if (size > 1 && stride < step) {
            return detail::invalid(name, " have stride ", stride, " along ", axis,
                                   "; elements of the inner axes span ", step, ", and axes must not overlap");
        }
        if (size > 1 && (stride > kLargest || (size - 1) > (kLargest - extent) / stride)) {
            return detail::too_large(name, " span more than 2^31 - 1 elements per image along ", axis,
                                     " (size ", size, ", stride ", stride, ")");
        }
        if (size > 1) extent += (size - 1) * stride;
        step = extent;
        return {};
    };
    if (last) {
        if (Status s = grow("channels", channels, strides.channels); !s.ok()) return s;
    }
    for (int d = desc.rank - 1; d >= 0; --d) {
        const auto i = static_cast<std::size_t>(d);
        constexpr std::array<const char*, kMaxRank> kNames{"spatial dimension 0", "spatial dimension 1",
                                                           "spatial dimension 2"};
        if (Status s = grow(kNames[i], spatial[i], strides.spatial[i]); !s.ok()) return s;
    }
    if (!last) {
        if (Status s = grow("channels", channels, strides.channels); !s.ok()) return s;
    }
    return check_batch_stride(name, desc.batch, strides.batch, step);
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
    if (Status s = check_spatial("in_spatial", desc.in_spatial, desc.rank, 0); !s.ok()) return s;
    if (Status s = check_spatial("kernel_size", desc.kernel_size, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("strides", desc.strides, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("dilation_rate", desc.dilation_rate, desc.rank, 1); !s.ok()) return s;
    if (Status s = check_spatial("crop_left", desc.crop_left, desc.rank, 0); !s.ok()) return s;
    if (Status s = check_spatial("out_spatial", desc.out_spatial, desc.rank, 0); !s.ok()) return s;
    if (Status s = check_positions(desc); !s.ok()) return s;
    if (Status s = check_kernel(desc); !s.ok()) return s;
    if (Status s = check_strides("inputs", desc, desc.input_strides, detail::input_strides(desc),
                                 desc.in_spatial, desc.in_channels);
        !s.ok()) {
        return s;
    }
    return check_strides("outputs", desc, desc.output_strides, detail::output_strides(desc), desc.out_spatial,
                         desc.out_channels);
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
