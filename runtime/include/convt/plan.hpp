#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "convt/context.hpp"
#include "convt/desc.hpp"
#include "convt/measured.hpp"
#include "convt/status.hpp"
#include "convt/tuning.hpp"

namespace convt {

/// CPU tiers that kernels are compiled for: base is x86-64 with SSE4.1, avx2 adds FMA and F16C, avx512 is the
/// Skylake server level, neon is AArch64's baseline. avx512vnni is avx512 with VNNI (Cascade Lake, Zen 4),
/// and has kernels of 8-bit inputs alone: others are avx512's.
enum class Isa : std::uint8_t { base, avx2, avx512, neon, avx512vnni };

/// Returns "base", "avx2", "avx512", "neon" or "avx512vnni".
[[nodiscard]] const char* isa_name(Isa isa) noexcept;
/// Parses a name as isa_name writes it.
[[nodiscard]] std::optional<Isa> parse_isa(const std::string& name) noexcept;
/// The highest tier this CPU can run, capped by the environment variable CONVT_MAX_ISA. A value that names no
/// tier of this processor is no cap here, and an error of every Plan::create.
[[nodiscard]] Isa detect_isa() noexcept;

/// Order of the axes of a kernel handed to Plan::pack.
enum class KernelOrder : std::uint8_t {
    /// [spatial…, out_channels, in_channels/groups]
    keras,
    /// [in_channels, out_channels/groups, spatial…], as PyTorch and ONNX store it
    pytorch,
};

/// Scales of a kernel of int8: one for all output channels, or one for each.
struct KernelScales {
    const float* values = nullptr;
    std::int64_t count = 0;
};

/// How sums may be computed.
enum class Algorithm : std::uint8_t {
    /// Whatever is estimated to be fastest. Fast algorithms, which need fewer multiplications, are used where
    /// their rounding error stays within 4 times the bound of direct sums (docs/numerics.md). They spread an
    /// input that is infinite or NaN, or far larger than its neighbours, to outputs up to a tile (4
    /// positions) away.
    automatic,
    /// Every output is a sum of just its own products.
    direct,
    /// Winograd's minimal filtering, or an error where it does not apply.
    winograd,
};

/// How often packed weights are used.
enum class Weights : std::uint8_t {
    /// For many runs, as in inference: packing is not counted.
    prepared,
    /// For one run, as where weights are an argument of the operator: packing is a part of every run, and the
    /// kernel is chosen for both. Tuned entries, which are measured without packing, do not count.
    argument,
};

struct PlanOptions {
    /// Highest tier to use; a tier that this CPU lacks is an error.
    std::optional<Isa> max_isa = std::nullopt;
    /// Name of the kernel to use, as explain() prints it. An unknown name, or a kernel that cannot serve the
    /// descriptor or this CPU, is an error: never another kernel instead.
    std::string kernel_name = {};
    Algorithm algorithm = Algorithm::automatic;
    /// Fast algorithms whose packed weights would take more bytes than this are not used; their weights take
    /// up to 7 times (2-D) or 8 times (3-D) the bytes of direct ones.
    std::size_t max_packed_bytes = SIZE_MAX;
    /// How the kernel of kernel_name splits its work. What it cannot do is an error.
    Tuning tuning = {};
    /// Measured choices; without kernel_name, a problem's first entry that can be had goes before the cost
    /// model's choice.
    TunedTable tuned = {};
    /// Packs weights in an order that does not depend on batch and spatial sizes: plans of one kernel for
    /// several sizes of a layer then share packed weights, as equal pack_ids show.
    bool any_size = false;
    /// Threads of the contexts that the plan will mostly run with, 1 to kMaxThreads; 0: every CPU that the
    /// process could use when it first made a plan. The choice of kernel and split is for that many; a plan
    /// runs with any number, with the same results.
    int threads = 0;
    Weights weights = Weights::prepared;
    Effort effort = Effort::estimate;
    /// Asked and added to with Effort::measure, after `tuned`.
    MeasuredTable measured = {};
};

namespace detail {
struct PlanState;
}

/// Packed weights in memory that somebody else owns. Runs are fastest where it begins at a cache line and
/// 4096 bytes after its end can be read, which kernels prefetch.
struct PackedView {
    const void* data = nullptr;
    std::size_t bytes = 0;
    std::uint64_t pack_id = 0;  ///< of the plan that packed it
};

/// A kernel's weights in the order one plan's kernel reads them. Immutable; may be shared by threads.
class PackedKernel {
public:
    PackedKernel(PackedKernel&&) noexcept = default;
    PackedKernel& operator=(PackedKernel&&) noexcept = default;
    PackedKernel(const PackedKernel&) = delete;
    PackedKernel& operator=(const PackedKernel&) = delete;
    ~PackedKernel();

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] const void* data() const noexcept { return memory_.get(); }
    /// Identifies the packed layout; Plan::run compares it.
    [[nodiscard]] std::uint64_t pack_id() const noexcept { return pack_id_; }
    operator PackedView() const noexcept { return {data(), bytes_, pack_id_}; }

private:
    friend class Plan;
    struct Free {
        void operator()(void* memory) const noexcept;
    };
    PackedKernel() noexcept = default;
    std::unique_ptr<void, Free> memory_;
    std::size_t bytes_ = 0;
    std::uint64_t pack_id_ = 0;
};

/// A chosen kernel and everything that can be computed before the data is there.
///
/// Immutable and cheap to copy; one plan may run on many threads at once, each with its own Context.
///
///     auto plan = convt::Plan::create(desc);
///     auto packed = plan->pack(weights);
///     auto status = plan->run(inputs, *packed, bias, outputs, *context);
class Plan {
public:
    /// Checks the descriptor, chooses a kernel and its blocking. Takes some 20 us, more with Effort::measure;
    /// compiles nothing.
    ///
    /// @return the plan, or invalid_argument, unsupported, too_large, out_of_memory.
    [[nodiscard]] static Result<Plan> create(const ConvTransposeDesc& desc,
                                             const PlanOptions& options = {}) noexcept;

    /// Names of the kernels that can serve a problem under `options`, the one with the lowest estimate first.
    /// Neither kernel_name nor tuned entries count.
    [[nodiscard]] static Result<std::vector<std::string>> kernels(const ConvTransposeDesc& desc,
                                                                  const PlanOptions& options = {}) noexcept;

    /// Copies weights into the order that this plan's kernel reads. Done once per set of weights.
    ///
    /// @param kernel dense, in the axis order `order` and the descriptor's element type; may be freed after
    /// @return the packed weights, invalid_argument (null) or out_of_memory
    [[nodiscard]] Result<PackedKernel> pack(const void* kernel,
                                            KernelOrder order = KernelOrder::keras) const noexcept;

    /// The same on the threads of a context; weights that change at every step are packed so.
    ///
    /// @return the packed weights, invalid_argument (null, context in use) or out_of_memory
    [[nodiscard]] Result<PackedKernel> pack(const void* kernel, KernelOrder order,
                                            Context& context) const noexcept;

    /// The same into the caller's memory; allocates nothing.
    ///
    /// @param memory at least packed_bytes() bytes, aligned to 64; may be null when that is 0
    /// @param bytes  how many there are
    /// @return a view of the memory, or invalid_argument (null, alignment, too few bytes, context in use)
    [[nodiscard]] Result<PackedView> pack(const void* kernel, KernelOrder order, void* memory,
                                          std::size_t bytes, Context& context) const noexcept;

    /// The same three for plans of int8 and uint8 inputs, whose kernel is of int8 and has scales. They may be
    /// freed after. The functions above serve such plans where the outputs are int32, which have no use of
    /// scales.
    ///
    /// @param scales 1 or out_channels values, finite and above 0
    /// @return also invalid_argument for scales that are null, too few or out of range, or not needed: where
    ///         the inputs are of another type
    [[nodiscard]] Result<PackedKernel> pack(const void* kernel, const KernelScales& scales,
                                            KernelOrder order = KernelOrder::keras) const noexcept;
    [[nodiscard]] Result<PackedKernel> pack(const void* kernel, const KernelScales& scales, KernelOrder order,
                                            Context& context) const noexcept;
    [[nodiscard]] Result<PackedView> pack(const void* kernel, const KernelScales& scales, KernelOrder order,
                                          void* memory, std::size_t bytes, Context& context) const noexcept;

    /// Computes the outputs. Allocates nothing, takes no lock, throws nothing. Every output is written.
    /// Inputs and outputs that begin at cache lines (64 bytes) are read and written fastest; others are
    /// right.
    ///
    /// @param inputs   in the descriptor's layout and strides; may be null when it has no elements
    /// @param bias     out_channels values, or null for none
    /// @param outputs  must not overlap the inputs
    /// @return ok, invalid_argument (null pointer, context in use) or mismatched_pack
    [[nodiscard]] Status run(const void* inputs, const PackedView& packed, const void* bias, void* outputs,
                             Context& context) const noexcept;

    /// The same with slopes for Activation::prelu, without which such a plan does not run.
    ///
    /// @param slopes out_channels values; null for every other activation
    [[nodiscard]] Status run(const void* inputs, const PackedView& packed, const void* bias,
                             const void* slopes, void* outputs, Context& context) const noexcept;

    /// Computes the outputs of weights that are an argument, used for this run alone. Where the plan's kernel
    /// reads weights of that order as they lie, nothing is packed; else they are packed into `memory`: all of
    /// them before, or by each task what it multiplies by. Allocates nothing. Plans for such runs are made
    /// with PlanOptions::weights = argument. Takes no slopes, so that plans with Activation::prelu are
    /// refused.
    ///
    /// @param kernel as for pack()
    /// @param memory at least unpacked_bytes(order) bytes, aligned to 64; may be null when that is 0
    /// @param bytes  how many there are
    /// @return ok or invalid_argument (null, alignment, too few bytes, context in use)
    [[nodiscard]] Status run_unpacked(const void* inputs, const void* kernel, KernelOrder order,
                                      const void* bias, void* outputs, void* memory, std::size_t bytes,
                                      Context& context) const noexcept;
    /// Bytes of memory that run_unpacked() packs weights of that order into, at most packed_bytes(); 0 where
    /// it does not.
    [[nodiscard]] std::size_t unpacked_bytes(KernelOrder order) const noexcept;

    [[nodiscard]] const ConvTransposeDesc& desc() const noexcept;
    /// Name of the kernel that runs, by the grammar of docs/kernel-names.md.
    [[nodiscard]] const char* kernel_name() const noexcept;
    [[nodiscard]] Isa isa() const noexcept;
    /// How sums are computed: direct or winograd. They differ in how far outputs may be off
    /// (docs/numerics.md).
    [[nodiscard]] Algorithm algorithm() const noexcept;
    /// Identifies algorithm and schedule behind the kernel: eight hexadecimal digits.
    [[nodiscard]] const char* schedule_id() const noexcept;
    /// The split of the work, every member stated that the kernel has.
    [[nodiscard]] Tuning tuning() const noexcept;
    /// What the cost model expects a run to take, in cycles of one core, with packing where weights are an
    /// argument; good for comparing plans of a problem.
    [[nodiscard]] double estimated_cycles() const noexcept;
    /// How many times as fast the threads that the plan splits its work for are expected to be as one alone,
    /// by a plan of its own: from the cost model, how tasks fall to threads, and what waking them takes. 1
    /// for plans of one thread; 0 where memory is short.
    [[nodiscard]] double estimated_speed_up() const noexcept;
    /// Multiply-adds that a run executes for each useful one: tiles are computed whole, and inputs beyond the
    /// border are multiplied as zeros. Those of a fast algorithm count as the direct sums that they replace.
    /// 0 where there are none, for plain loops, which count nothing, or where memory is short.
    [[nodiscard]] double products_per_useful() const noexcept;
    /// Bytes of packed weights.
    [[nodiscard]] std::size_t packed_bytes() const noexcept;
    /// Identifies the order of packed weights: plans of equal ids read each other's.
    [[nodiscard]] std::uint64_t pack_id() const noexcept;
    /// Scratch bytes that each thread uses of its context; at most 2 MiB.
    [[nodiscard]] std::size_t workspace_bytes() const noexcept;
    /// Multi-line text: the problem, the kernel chosen with its blocking and estimate, every kernel
    /// considered before it and why it was refused, packed and workspace bytes.
    [[nodiscard]] std::string explain() const;

private:
    explicit Plan(std::shared_ptr<const detail::PlanState> state) noexcept;
    [[nodiscard]] Result<PackedKernel> allocate_packed() const;
    std::shared_ptr<const detail::PlanState> state_;
};

}  // namespace convt
