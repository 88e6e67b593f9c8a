#include "onednn_integers.hpp"

#include <oneapi/dnnl/dnnl.hpp>

namespace {

using convt::ConvTransposeDesc;
using dnnl::memory;

constexpr int kByOutputChannel = 1;  // the weights' dimension 0

memory::dims spatial(const ConvTransposeDesc& desc, const std::array<std::int64_t, convt::kMaxRank>& values) {
    return {values.begin(), values.begin() + desc.rank};
}

/// (batch, channels, spatial…) and the like: oneDNN's order of dimensions, whatever lies in memory.
memory::dims dims_of(std::int64_t outer, std::int64_t inner, const memory::dims& sizes) {
    memory::dims dims{outer, inner};
    dims.insert(dims.end(), sizes.begin(), sizes.end());
    return dims;
}

/// A tensor whose channels lie next to each other.
memory::desc channels_last(const memory::dims& dims, memory::data_type type) {
    memory::dims strides(dims.size());
    std::int64_t step = dims[1];
    strides[1] = 1;
    for (std::size_t d = dims.size(); d-- > 2; step *= dims[d]) strides[d] = step;
    strides[0] = step;
    return {dims, type, strides};
}

/// A kernel in Keras's order, as oneDNN's (out, in, spatial…).
memory::desc keras_kernel(const ConvTransposeDesc& desc) {
    const memory::dims dims = dims_of(desc.out_channels, desc.in_channels, spatial(desc, desc.kernel_size));
    memory::dims strides(dims.size());
    strides[1] = 1;
    strides[0] = desc.in_channels;
    std::int64_t step = desc.in_channels * desc.out_channels;
    for (std::size_t d = dims.size(); d-- > 2; step *= dims[d]) strides[d] = step;
    return {dims, memory::data_type::s8, strides};
}

memory::dims crop_right(const ConvTransposeDesc& desc) {
    memory::dims crops;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        const std::int64_t natural = (desc.in_spatial[d] - 1) * desc.strides[d] +
                                     (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1;
        crops.push_back(natural - desc.crop_left[d] - desc.out_spatial[d]);
    }
    return crops;
}

dnnl::deconvolution_forward::primitive_desc describe(const ConvTransposeDesc& desc, const memory::desc& src,
                                                     const memory::desc& dst, const dnnl::engine& engine) {
    dnnl::primitive_attr attributes;
    attributes.set_scales_mask(DNNL_ARG_WEIGHTS, kByOutputChannel);
    memory::dims dilation = spatial(desc, desc.dilation_rate);
    for (std::int64_t& rate : dilation) --rate;
    const auto any = [](const memory::desc& of) {
        return memory::desc(of.get_dims(), of.get_data_type(), memory::format_tag::any);
    };
    return {engine,
            dnnl::prop_kind::forward_inference,
            dnnl::algorithm::deconvolution_direct,
            any(src),
            any(keras_kernel(desc)),
            any(dst),
            spatial(desc, desc.strides),
            dilation,
            spatial(desc, desc.crop_left),
            crop_right(desc),
            attributes};
}

memory::data_type type_of(convt::DType dtype) {
    return dtype == convt::DType::uint8 ? memory::data_type::u8 : memory::data_type::s8;
}

}  // namespace

struct OnednnIntegers::State {
    explicit State(const ConvTransposeDesc& desc)
        : plain_src(channels_last(dims_of(desc.batch, desc.in_channels, spatial(desc, desc.in_spatial)),
                                  type_of(desc.dtype))),
          plain_dst(channels_last(dims_of(desc.batch, desc.out_channels, spatial(desc, desc.out_spatial)),
                                  memory::data_type::s8)),
          primitive_desc(describe(desc, plain_src, plain_dst, engine)),
          primitive(primitive_desc),
          src(primitive_desc.src_desc(), engine),
          weights(primitive_desc.weights_desc(), engine),
          dst(primitive_desc.dst_desc(), engine),
          scales({{desc.out_channels}, memory::data_type::f32, memory::format_tag::a}, engine) {}

    void reorder(memory from, memory to) {
        dnnl::reorder(from, to).execute(stream, from, to);
        stream.wait();
    }

    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    memory::desc plain_src, plain_dst;
    dnnl::deconvolution_forward::primitive_desc primitive_desc;
    dnnl::deconvolution_forward primitive;
    memory src, weights, dst, scales;
};

OnednnIntegers::OnednnIntegers(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                               float kernel_scale)
    : state_(std::make_unique<State>(desc)) {
    State& s = *state_;
    s.reorder({s.plain_src, s.engine, const_cast<void*>(inputs)}, s.src);
    s.reorder({keras_kernel(desc), s.engine, const_cast<void*>(kernel)}, s.weights);
    auto* const scales = static_cast<float*>(s.scales.get_data_handle());
    for (std::int64_t c = 0; c < desc.out_channels; ++c) scales[c] = kernel_scale;
}

OnednnIntegers::~OnednnIntegers() = default;

void OnednnIntegers::run() {
    State& s = *state_;
    s.primitive.execute(s.stream, {{DNNL_ARG_SRC, s.src},
                                   {DNNL_ARG_WEIGHTS, s.weights},
                                   {DNNL_ARG_DST, s.dst},
                                   {DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS, s.scales}});
    s.stream.wait();
}

std::string OnednnIntegers::implementation() const {
    return state_->primitive_desc.impl_info_str();
}

std::vector<std::int8_t> OnednnIntegers::outputs() const {
    State& s = *state_;
    std::vector<std::int8_t> values(s.plain_dst.get_size());
    s.reorder(s.dst, {s.plain_dst, s.engine, values.data()});
    return values;
}
