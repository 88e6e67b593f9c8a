// oneDNN's deconvolution primitive as four C functions, for bench/peers/libraries/onednn.py.

#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

// Mirrored in onednn.py. Arrays hold `rank` values, outermost dimension first.
struct Problem {
    int64_t rank, batch, in_channels, out_channels, groups;
    int64_t in_spatial[3], kernel_size[3], strides[3], dilation_rate[3], crop_left[3], crop_right[3],
        out_spatial[3];
};

enum class Layout { any, channels_last, channels_first };

memory::dims spatial(const Problem& problem, const int64_t (&values)[3]) {
    return {values, values + problem.rank};
}

memory::dims shape(int64_t batch, int64_t channels, const memory::dims& spatial_sizes) {
    memory::dims dims = {batch, channels};
    dims.insert(dims.end(), spatial_sizes.begin(), spatial_sizes.end());
    return dims;
}

Tag tag(Layout layout, int64_t rank) {
    static constexpr Tag last[] = {Tag::nwc, Tag::nhwc, Tag::ndhwc};
    static constexpr Tag first[] = {Tag::ncw, Tag::nchw, Tag::ncdhw};
    if (layout == Layout::any) return Tag::any;
    return (layout == Layout::channels_last ? last : first)[rank - 1];
}

memory::desc describe(const memory::dims& dims, Tag format) {
    return {dims, memory::data_type::f32, format};
}

// The weights as they come, [in, out/groups, spatial...], seen as oneDNN's (groups,) out, in, spatial...
memory::desc plain_weights(const Problem& problem) {
    const memory::dims kernel_size = spatial(problem, problem.kernel_size);
    int64_t taps = 1;
    for (const int64_t size : kernel_size) taps *= size;
    const int64_t out = problem.out_channels / problem.groups, in = problem.in_channels / problem.groups;
    memory::dims dims = shape(out, in, kernel_size), strides = {taps, out * taps};
    for (int64_t d = 0, below = taps; d < problem.rank; ++d) strides.push_back(below /= kernel_size[d]);
    if (problem.groups > 1) {
        dims.insert(dims.begin(), problem.groups);
        strides.insert(strides.begin(), in * out * taps);
    }
    return {dims, memory::data_type::f32, strides};
}

dnnl::deconvolution_forward::primitive_desc describe_primitive(const Problem& problem, Layout layout,
                                                               const dnnl::engine& engine) {
    const auto src = shape(problem.batch, problem.in_channels, spatial(problem, problem.in_spatial));
    const auto dst = shape(problem.batch, problem.out_channels, spatial(problem, problem.out_spatial));
    memory::dims dilation = spatial(problem, problem.dilation_rate);
    for (int64_t& rate : dilation) --rate;
    return {engine,
            dnnl::prop_kind::forward_inference,
            dnnl::algorithm::deconvolution_direct,
            describe(src, tag(layout, problem.rank)),
            describe(plain_weights(problem).get_dims(), Tag::any),
            describe(dst, tag(layout, problem.rank)),
            spatial(problem, problem.strides),
            dilation,
            spatial(problem, problem.crop_left),
            spatial(problem, problem.crop_right)};
}

class Deconvolution {
public:
    Deconvolution(const Problem& problem, const float* inputs, const float* kernel, Layout layout,
                  bool weights_are_argument)
        : primitive_desc(describe_primitive(problem, layout, engine)),
          primitive(primitive_desc),
          src(primitive_desc.src_desc(), engine),
          weights(primitive_desc.weights_desc(), engine),
          dst(primitive_desc.dst_desc(), engine),
          given_weights(plain_weights(problem), engine, const_cast<float*>(kernel)),
          weights_are_argument(weights_are_argument),
          plain_dst(describe(dst.get_desc().get_dims(), tag(Layout::channels_first, problem.rank))) {
        const auto plain_src = describe(src.get_desc().get_dims(), tag(Layout::channels_first, problem.rank));
        reorder({plain_src, engine, const_cast<float*>(inputs)}, src);
        reorder(given_weights, weights);
    }

    void run() {
        if (weights_are_argument)
            dnnl::reorder(given_weights, weights).execute(stream, given_weights, weights);
        primitive.execute(stream, {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, dst}});
        stream.wait();
    }

    void copy_outputs(float* outputs) { reorder(dst, {plain_dst, engine, outputs}); }

    std::string implementation() const { return primitive_desc.impl_info_str(); }

private:
    void reorder(memory from, memory to) {
        dnnl::reorder(from, to).execute(stream, from, to);
        stream.wait();
    }

    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::deconvolution_forward::primitive_desc primitive_desc;
    dnnl::deconvolution_forward primitive;
    memory src, weights, dst, given_weights;
    bool weights_are_argument;
    memory::desc plain_dst;
};

void write(const std::string& from, char* text, size_t size) {
    std::strncpy(text, from.c_str(), size - 1);
    text[size - 1] = 0;
}

}  // namespace

extern "C" {

// `text` receives the implementation's name, or why there is none (then the result is null). `kernel` must
// stay where it is while weights are an argument, which each run reorders.
void* onednn_prepare(const Problem* problem, const float* inputs, const float* kernel, int layout,
                     int weights_are_argument, char* text, size_t size) {
    try {
        auto* made = new Deconvolution(*problem, inputs, kernel, static_cast<Layout>(layout),
                                       weights_are_argument != 0);
        write(made->implementation(), text, size);
        return made;
    } catch (const std::exception& error) {
        write(error.what(), text, size);
        return nullptr;
    }
}

// Returns 0, or 1 when the library threw.
int onednn_run(void* made) {
    try {
        static_cast<Deconvolution*>(made)->run();
        return 0;
    } catch (const std::exception&) {
        return 1;
    }
}

void onednn_copy_outputs(void* made, float* outputs) {
    static_cast<Deconvolution*>(made)->copy_outputs(outputs);
}

void onednn_release(void* made) {
    delete static_cast<Deconvolution*>(made);
}

const char* onednn_version() {
    static const dnnl_version_t* version = dnnl_version();
    static const std::string text = std::to_string(version->major) + "." + std::to_string(version->minor) +
                                    "." + std::to_string(version->patch);
    return text.c_str();
}
}
