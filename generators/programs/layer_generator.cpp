#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "Halide.h"

namespace convt::generators {
namespace {

/// "16x32", outermost first, as three values x, y, z; axes that are not there are `missing`.
std::array<int, 3> parse_axes(const std::string& text, int missing) {
    std::vector<int> outermost_first;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, 'x') && outermost_first.size() < 3;)
        outermost_first.push_back(std::stoi(part));
    std::array<int, 3> values{missing, missing, missing};
    std::copy(outermost_first.rbegin(), outermost_first.rend(), values.begin());
    return values;
}

}  // namespace

/// conv_transpose of one whole layer, channels_last, all sizes fixed, without a schedule: what Halide's
/// autoschedulers are given in bench/autoschedulers. The same polyphase form as conv_transpose.cpp, with
/// phases as dimensions of their own, so that every index is affine:
///
///     outputs(co, rx, qx, ry, qy, rz, qz, n) = Σ_{ci, t} inputs(ci, q - t, n) · kernel(co, ci, r + stride·t)
///
/// Output o of an axis is phase r = (o + crop) mod stride at position q = (o + crop) / stride; positions
/// begin at the first one that has an output. The caller pads the kernel with zeros to whole strides.
class LayerGenerator : public Halide::Generator<LayerGenerator> {
public:
    GeneratorParam<int> batch{"batch", 1};
    GeneratorParam<int> in_channels{"in_channels", 64};
    GeneratorParam<int> out_channels{"out_channels", 32};
    GeneratorParam<std::string> in_spatial{"in_spatial", "16x16"};
    GeneratorParam<std::string> out_spatial{"out_spatial", "32x32"};
    GeneratorParam<std::string> kernel_size{"kernel_size", "4x4"};
    GeneratorParam<std::string> strides{"strides", "2x2"};
    GeneratorParam<std::string> crop_left{"crop_left", "1x1"};

    Input<Buffer<float, 5>> inputs{"inputs"};  ///< ci, x, y, z, n
    Input<Buffer<float, 5>> kernel{"kernel"};  ///< co, ci, x, y, z
    Output<Buffer<float, 8>> outputs{"outputs"};

    void generate() {
        const auto stride = parse_axes(strides, 1);
        const auto crop = parse_axes(crop_left, 0);
        const auto in = parse_axes(in_spatial, 1);
        const auto out = parse_axes(out_spatial, 1);
        const auto size = parse_axes(kernel_size, 1);
        std::array<int, 3> taps{}, first{}, positions{};
        for (std::size_t d = 0; d < 3; ++d) {
            taps[d] = (size[d] + stride[d] - 1) / stride[d];
            first[d] = crop[d] / stride[d];
            positions[d] = (out[d] - 1 + crop[d]) / stride[d] - first[d] + 1;
        }
        set_shape(inputs, {in_channels, in[0], in[1], in[2], batch});
        set_shape(kernel,
                  {out_channels, in_channels, taps[0] * stride[0], taps[1] * stride[1], taps[2] * stride[2]});

        Var co("co"), rx("rx"), qx("qx"), ry("ry"), qy("qy"), rz("rz"), qz("qz"), n("n");
        Func padded = Halide::BoundaryConditions::constant_exterior(inputs, 0.0F);
        RDom r(0, in_channels, 0, taps[0], 0, taps[1], 0, taps[2], "r");
        Func sum("sum");
        sum(co, rx, qx, ry, qy, rz, qz, n) = 0.0F;
        sum(co, rx, qx, ry, qy, rz, qz, n) +=
            padded(r[0], qx + first[0] - r[1], qy + first[1] - r[2], qz + first[2] - r[3], n) *
            kernel(co, r[0], rx + stride[0] * r[1], ry + stride[1] * r[2], rz + stride[2] * r[3]);
        outputs(co, rx, qx, ry, qy, rz, qz, n) = sum(co, rx, qx, ry, qy, rz, qz, n);
        set_shape(outputs, {out_channels, stride[0], positions[0], stride[1], positions[1], stride[2],
                            positions[2], batch});
    }

private:
    /// The sizes are both promise and estimate. Phases interleave in the outputs: strides are the caller's.
    template <typename T>
    static void set_shape(T& buffer, const std::vector<int>& extents) {
        for (std::size_t d = 0; d < extents.size(); ++d) {
            buffer.dim(static_cast<int>(d)).set_bounds(0, extents[d]).set_estimate(0, extents[d]);
        }
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::LayerGenerator, conv_transpose_layer)
