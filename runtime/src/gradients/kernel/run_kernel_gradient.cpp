#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/half.hpp"
#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "gradients/kernel/kernel_gradient.hpp"
#include "gradients/kernel/kernel_sums.hpp"
#include "gradients/kernel/slab_inputs.hpp"

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
          layout_(state.inputs()),
          functions_(state.plan == nullptr ? nullptr
                                           : &block_functions(state.plan->kernel(), state.desc.dtype)) {}

    void run() const noexcept {
        for (std::int64_t slab = 0; slab < s_.slabs(); ++slab) {
            const SlabBegin begin = slab_begin(s_.slab, g_.axes, s_.desc.rank, slab);
            gather(begin);
            const SlabSource<Stored> inputs = inputs_of(begin);
            const bool is_full = inputs.count >= s_.slab.images && inputs.inputs == s_.slab.inputs;
            const bool is_copy = !is_full || !layout_.are_in_line();
            if (is_copy) copy_inputs(inputs);
            const Stored* x = is_copy ? memory<Stored>(s_.memory.inputs) : inputs.images;
            for (std::int64_t g = 0; g < g_.groups; ++g) multiply_group(g, x, is_copy, slab == 0);
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
        GatherSource<Stored> source{outputs + begin.image * g_.from.batch, s_.desc.batch - begin.image};
        source.functions = functions_;
        source.first[first_axis(s_.desc.rank)] = begin.input;
        const std::int64_t images = s_.slab.images;
        for_each_of(context_, gather_parts(g_, images),
                    s_.slab.all_positions() * g_.groups * g_.phase_channels(),
                    [&](std::int64_t part) { gather_part(g_, source, images, part, to); });
    }

    SlabSource<Stored> inputs_of(const SlabBegin& begin) const noexcept {
        const std::size_t cut = first_axis(s_.desc.rank);
        const auto* first = static_cast<const Stored*>(args_.inputs) + begin.image * layout_.from.batch +
                            begin.input * layout_.from.spatial[cut];
        SlabSource<Stored> source{first, s_.desc.batch - begin.image, s_.slab.inputs};
        source.inputs[cut] = std::min(source.inputs[cut], g_.axes[cut].in - begin.input);
        return source;
    }

    void copy_inputs(const SlabSource<Stored>& source) const noexcept {
        Stored* to = memory<Stored>(s_.memory.inputs);
        for_each_of(context_, layout_.parts(), s_.slab.length * layout_.channels,
                    [&](std::int64_t part) { copy_slab_part(layout_, source, part, to); });
    }

    void multiply_group(std::int64_t group, const Stored* inputs, bool is_copy,
                        bool is_first) const noexcept {
        const KernelStrides strides = layout_.as_weights(nullptr, is_copy).strides;
        const Stored* of_group = inputs + group * in_ * strides.out_channel;
        const void* packed = of_group;
        if (!s_.needs_no_pack(is_copy)) {
            std::byte* memory = args_.memory + s_.memory.packed;
            pack_kernel(*s_.plan, layout_.as_weights(of_group, is_copy), memory, context_);
            packed = memory;
        }
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
        const std::int64_t all = s_.kernel_positions() * g_.groups * g_.channels * in_;
        if (s_.options.order == KernelOrder::pytorch) {
            const KernelSums layout{s_.kernel_positions(), g_.groups, g_.channels, in_};
            for_each_of(context_, layout.parts(), all,
                        [&](std::int64_t part) { layout.to_pytorch(*functions_, sums(), kernel(), part); });
            return;
        }
        constexpr std::int64_t kPart = 1 << 14;
        for_each_of(context_, divide_up(all, kPart), all, [&](std::int64_t part) {
            for (std::int64_t i = part * kPart; i < std::min(all, (part + 1) * kPart); ++i) {
                store(output<Stored>(sums()[i], s_.desc.dtype), kernel() + i);
            }
        });
    }

    const KernelGradientState& s_;
    const PhaseGather& g_;
    const KernelGradientArgs& args_;
    ContextState& context_;
    std::int64_t in_;  ///< channels of a group
    SlabInputs layout_;
    const BlockFunctions* functions_;  ///< null where there is no plan
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
