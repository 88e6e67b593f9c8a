#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "convt/context.hpp"
#include "convt/desc.hpp"
#include "convt/plan.hpp"

/// What the libraries that `convt compile` writes are made of. Their own code is data for this.
namespace convt::compiled {

/// A layer's kernel for one CPU tier.
struct Variant {
    Isa isa;
    const char* kernel_name;
    std::uint64_t pack_id;
    std::size_t packed_bytes;
    const void* packed;  ///< null: the caller packs and keeps the weights
    Tuning tuning;       ///< split that was measured for the layer's sizes; others are left to the cost model
};

/// A layer with its kernel chosen.
struct Layer {
    /// With the sizes that the kernel was chosen for. The batch and spatial sizes may differ from call to
    /// call, and the outputs' sizes with them.
    ConvTransposeDesc desc;
    std::array<std::int64_t, kMaxRank> crop_right{0, 0, 0};
    std::span<const Variant> variants;  ///< one per target, highest tier first
    const void* bias = nullptr;         ///< of layers with weights inside; null: the call's, if any
    const void* slopes = nullptr;       ///< of prelu, likewise
    bool any_size = false;              ///< some sizes are left to each call
};

/// Batch and spatial sizes of a call, outermost first.
using Sizes = std::span<const std::int64_t>;

/// What one call works on, in the types of the layer's descriptor. Layers with weights inside have a packed
/// kernel of their own, and most a bias.
struct Call {
    Sizes sizes;
    const void* inputs = nullptr;
    const void* packed = nullptr;
    const void* bias = nullptr;
    const void* slopes = nullptr;  ///< of layers with prelu and no slopes inside
    void* outputs = nullptr;
};

/// The descriptor of a layer with the sizes of a call. No inputs never lead to fewer than no outputs.
[[nodiscard]] ConvTransposeDesc sized_desc(const Layer& layer, Sizes sizes) noexcept;

/// Threads, scratch memory and the plan of each layer's last sizes. Serves one call at a time.
class Session {
public:
    [[nodiscard]] static Result<std::unique_ptr<Session>> create(std::span<const Layer> layers,
                                                                 const ContextOptions& options) noexcept;

    /// Computes a layer's outputs. Allocates nothing unless the sizes differ from those of the layer's last
    /// call. @return a StatusCode, 0 when done
    [[nodiscard]] int run(std::size_t layer, const Call& call) noexcept;

    /// Copies a kernel into the order that this CPU's variant of the layer reads. `packed` holds
    /// packed_bytes() bytes; the last of them are never written: kernels ask for lines there.
    /// @return a StatusCode, 0 when done
    [[nodiscard]] int pack(std::size_t layer, const void* kernel, int order, void* packed) noexcept;
    [[nodiscard]] std::size_t packed_bytes(std::size_t layer) const noexcept;

    /// Message of the last call that failed. A call that another one kept out leaves none.
    [[nodiscard]] const char* error() const noexcept { return error_.c_str(); }

private:
    Session(std::span<const Layer> layers, Context context, Isa isa)
        : layers_(layers), context_(std::move(context)), isa_(isa), plans_(layers.size()) {}

    using PlanPointer = std::shared_ptr<const detail::PlanState>;
    [[nodiscard]] const Variant& variant(std::size_t layer) const noexcept;
    [[nodiscard]] Result<PlanPointer> make_plan(std::size_t layer, const ConvTransposeDesc& desc) const;
    [[nodiscard]] Status prepare(std::size_t layer, Sizes sizes);
    [[nodiscard]] Status run_held(std::size_t layer, const Call& call);
    [[nodiscard]] Status pack_held(std::size_t layer, const void* kernel, int order, void* packed);
    template <typename Work>
    int held(Work&& work) noexcept;

    std::span<const Layer> layers_;
    Context context_;
    Isa isa_;  ///< tier of the variants that run here
    std::vector<PlanPointer> plans_;
    std::string error_;
};

/// What a library's functions do with the context that they are given, which may be null: that is an invalid
/// argument, no packed bytes, and a message that says so.
[[nodiscard]] int run(Session* session, std::size_t layer, const Call& call) noexcept;
[[nodiscard]] int pack(Session* session, std::size_t layer, const void* kernel, int order,
                       void* packed) noexcept;
[[nodiscard]] std::size_t packed_bytes(const Session* session, std::size_t layer) noexcept;
[[nodiscard]] const char* error(const Session* session) noexcept;

}  // namespace convt::compiled
