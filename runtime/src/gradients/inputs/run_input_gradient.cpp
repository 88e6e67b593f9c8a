#include <algorithm>

#include "gradients/inputs/fill_zeros.hpp"
#include "gradients/inputs/input_gradient.hpp"

namespace convt::detail {
namespace {

template <class T>
class InputGradientRun {
public:
    InputGradientRun(const InputGradientState& state, const InputGradientArgs& args,
                     ContextState& context) noexcept
        : s_(state), args_(args), context_(context) {}

    void run() const noexcept {
        const void* packed = weights();
        if (!s_.gathers) return run_all(*s_.plan, {outputs(), packed, nullptr, inputs()}, context_);
        T* gathered = reinterpret_cast<T*>(args_.memory + s_.memory.gathered);
        const std::int64_t input_stride = input_layout(s_.desc)->strides.batch;
        for (std::int64_t begin = 0; begin < s_.desc.batch; begin += s_.images) {
            // The last images are computed once more where they are fewer than the plan's.
            const std::int64_t first = std::min(begin, s_.desc.batch - s_.images);
            gather(first, gathered);
            run_all(*s_.plan, {gathered, packed, nullptr, inputs() + first * input_stride}, context_);
        }
    }

    void clear() const noexcept {
        const ConvTransposeDesc& desc = s_.desc;
        const GradientAxes axes = gradient_axes(desc);
        fill_zeros(inputs(), desc.batch, desc.in_channels, {axes[0].in, axes[1].in, axes[2].in},
                   gradient_strides(input_layout(desc)->strides, desc.rank));
    }

private:
    const T* outputs() const noexcept { return static_cast<const T*>(args_.output_gradients); }
    T* inputs() const noexcept { return static_cast<T*>(args_.input_gradients); }

    /// In the plan's order.
    const void* weights() const noexcept {
        const WeightOrder order = s_.weights();
        std::byte* const packed = args_.memory + s_.memory.packed;
        if (order.is_view()) {
            pack_kernel(*s_.plan, order.view(args_.kernel, sizeof(T)), packed, context_);
            return packed;
        }
        T* copy = reinterpret_cast<T*>(args_.memory);
        const T* kernel = static_cast<const T*>(args_.kernel);
        for_each_of(context_, order.parts(), order.elements(),
                    [&](std::int64_t part) { order.arrange(kernel, copy, part); });
        if (s_.memory.packed == s_.memory.gathered) return copy;
        pack_kernel(*s_.plan, order.arranged(copy), packed, context_);
        return packed;
    }

    void gather(std::int64_t first, T* to) const noexcept {
        const PhaseGather& g = s_.gather;
        const GatherSource<T> source{outputs() + first * g.from.batch, s_.images};
        for_each_of(context_, gather_parts(g, s_.images), s_.images * g.to.batch,
                    [&](std::int64_t part) { gather_part(g, source, s_.images, part, to); });
    }

    const InputGradientState& s_;
    const InputGradientArgs& args_;
    ContextState& context_;
};

}  // namespace

void run_input_gradient(const InputGradientState& state, const InputGradientArgs& args,
                        ContextState& context) noexcept {
    with_stored(state.desc.dtype, [&]<class T>(T) {
        const InputGradientRun<T> run(state, args, context);
        state.plan == nullptr ? run.clear() : run.run();
    });
}

}  // namespace convt::detail
