#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/half.hpp"
#include "base/unaligned.hpp"
#include "gradients/kernel_gradient.hpp"
#include "gradients/slab_inputs.hpp"

namespace convt::detail {
namespace {

template <class E>
class KernelGradientRun {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;

public:
    KernelGradientRun(const KernelGradientState& state, const KernelGradientArgs& args,
                      ContextState& context) noexcept
        : s_(state),
          g_(state.gather),
          args_(args),
          context_(context),
          in_(state.desc.in_channels / state.desc.groups),
          layout_{s_.slab, gradient_strides(input_layout(s_.desc)->strides, s_.desc.rank),
                  s_.desc.in_channels, inputs_format(s_.desc) == DataFormat::channels_first} {}

    void run() const noexcept {
        for (std::int64_t slab = 0; slab < s_.slabs(); ++slab) {
            const SlabBegin begin = slab_begin(s_.slab, g_.axes, s_.desc.rank, slab);
            gather(begin);
            copy_inputs(begin);
            for (std::int64_t g = 0; g < g_.groups; ++g) multiply_group(g, slab == 0);
        }
        if (!s_.sums_in_place()) hand_over();
    }

    void clear() const noexcept {
        const std::int64_t all = s_.kernel_positions() * s_.desc.out_channels * in_;
        for (std::int64_t i = 0; i < all; ++i) store(Stored{}, kernel() + i);
    }

private:
    template <class T>
    T* memory(std::size_t at) const noexcept {
        return reinterpret_cast<T*>(args_.memory + at);
    }
    Stored* kernel() const noexcept { return static_cast<Stored*>(args_.kernel_gradients); }
    /// In Keras's order.
    Summed* sums() const noexcept {
        if constexpr (std::is_same_v<Stored, Summed>) {
            if (s_.sums_in_place()) return kernel();
        }
        return memory<Summed>(0);
    }

    void gather(const SlabBegin& begin) const noexcept {
        const auto* outputs = static_cast<const Stored*>(args_.output_gradients);
        Stored* to = memory<Stored>(s_.memory.gathered);
        Triple first{0, 0, 0};
        first[cut_axis(s_.desc.rank)] = begin.input;
        const std::int64_t elements = s_.slab.all_positions() * g_.groups * g_.phase_channels();
        for_each_of(context_, s_.slab.images * g_.rows(), elements, [&](std::int64_t i) {
            const std::int64_t image = begin.image + i / g_.rows();
            const Stored* from = image < s_.desc.batch ? outputs + image * g_.from.batch : nullptr;
            gather_row(g_, from, first, i % g_.rows(), to + i / g_.rows() * g_.to.batch);
        });
    }

    void copy_inputs(const SlabBegin& begin) const noexcept {
        const std::size_t cut = cut_axis(s_.desc.rank);
        const auto* from = static_cast<const Stored*>(args_.inputs) + begin.input * layout_.from.spatial[cut];
        Stored* to = memory<Stored>(s_.memory.inputs);
        Triple inputs = s_.slab.inputs;
        inputs[cut] = std::min(inputs[cut], g_.axes[cut].in - begin.input);
        const std::int64_t image_rows = layout_.rows() / s_.slab.images;
        for_each_of(context_, layout_.rows(), s_.slab.length * layout_.channels, [&](std::int64_t row) {
            const std::int64_t image = begin.image + row / image_rows;
            const Stored* first = image < s_.desc.batch ? from + image * layout_.from.batch : nullptr;
            copy_slab_row(layout_, first, inputs, row, to);
        });
    }

    void multiply_group(std::int64_t group, bool is_first) const noexcept {
        const Stored* inputs = memory<Stored>(s_.memory.inputs) + group * in_ * layout_.channel_stride();
        std::byte* packed = args_.memory + s_.memory.packed;
        pack_kernel(*s_.plan, layout_.as_weights(inputs), packed, context_);
        const Stored* outputs =
            memory<Stored>(s_.memory.gathered) + group * g_.phase_channels() * g_.to.channels;
        const Triple taps = g_.split.taps();
        for (std::int64_t t = 0; t < product(taps); ++t) {
            const Triple tap = indices(t, taps);
            const Stored* of_tap = outputs + s_.slab.offset(g_.split, tap) * g_.to.spatial[2];
            run_all(*s_.plan, {of_tap, packed, nullptr, memory<Summed>(s_.memory.products)}, context_);
            add_tap(group, tap, is_first);
        }
    }

    /// Adds products to the sums of the kernel positions that they are of.
    void add_tap(std::int64_t group, const Triple& tap, bool is_first) const noexcept {
        const Triple phases = g_.split.phases();
        const std::int64_t block = g_.channels * in_;
        const Summed* products = memory<Summed>(s_.memory.products);
        for_each_of(context_, product(phases), product(phases) * block, [&](std::int64_t phase) {
            const std::int64_t k = kernel_position(g_.axes, g_.split, indices(phase, phases), tap);
            if (k < 0) return;
            const Summed* from = products + phase * block;
            Summed* to = sums() + (k * g_.groups + group) * block;
            if (is_first) {
                std::memcpy(to, from, static_cast<std::size_t>(block) * sizeof(Summed));
            } else {
                for (std::int64_t i = 0; i < block; ++i) store(load(to + i) + from[i], to + i);
            }
        });
    }

    /// Sums in the caller's type and order.
    void hand_over() const noexcept {
        const std::int64_t size = s_.kernel_positions(), out = g_.channels, block = out * in_;
        const Summed* from = sums();
        const auto rounded = [&](Summed value) { return output<Stored>(value, s_.desc.dtype); };
        if (s_.options.order == KernelOrder::keras) {
            for_each_of(context_, size * g_.groups, size * g_.groups * block, [&](std::int64_t part) {
                for (std::int64_t i = part * block; i < (part + 1) * block; ++i) store(rounded(from[i]), kernel() + i);
            });
            return;
        }
        for_each_of(context_, g_.groups * out, size * g_.groups * block, [&](std::int64_t channel) {
            const std::int64_t g = channel / out, c = channel % out;
            for (std::int64_t i = 0; i < in_; ++i) {
                Stored* to = kernel() + ((g * in_ + i) * out + c) * size;
                const Summed* of = from + (g * out + c) * in_ + i;
                for (std::int64_t k = 0; k < size; ++k) store(rounded(of[k * g_.groups * block]), to + k);
            }
        });
    }

    const KernelGradientState& s_;
    const PhaseGather& g_;
    const KernelGradientArgs& args_;
    ContextState& context_;
    std::int64_t in_;  ///< channels of a group
    SlabInputs layout_;
};

}  // namespace

void run_kernel_gradient(const KernelGradientState& state, const KernelGradientArgs& args,
                         ContextState& context) noexcept {
    with_elements(state.desc.dtype, [&]<class E>(E) {
        const KernelGradientRun<E> run(state, args, context);
        state.plan == nullptr ? run.clear() : run.run();
    });
}

}  // namespace convt::detail
