#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "packing/pack_part.hpp"
#include "planning/costs/conversion.hpp"
#include "planning/epilogue.hpp"
#include "planning/registry.hpp"
#include "planning/requantization.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// The tensors of one run, in the plan's element types.
struct RunArgs {
    const void* inputs;
    const void* packed;
    const void* bias;  ///< may be null
    void* outputs;
    const void* slopes = nullptr;  ///< one for each output channel where the epilogue has channel_slopes
};

/// Weights in the order that a plan's kernel reads them.
struct PackedLayout {
    std::int64_t group_stride = 0;  ///< elements from one group of channels to the next
    std::size_t bytes = 0;
    /// It is Keras's own order, in the type of the tensors: a kernel that lies so needs no packing.
    bool as_keras = false;
    std::uint64_t id = 0;  ///< of everything that the packed bytes depend on beside the weights
    /// Parts that threads share, and scratch bytes for one of them.
    std::int64_t parts = 0;
    std::size_t workspace_bytes = 0;
    /// Bytes that a task needs to pack the weights that it multiplies by, where these serve no other task:
    /// then they need not be packed before a run. 0 where they are.
    std::size_t at_once = 0;
};

/// Weights that tasks pack as they go, and memory of PackedLayout::at_once bytes for one of them.
struct UnpackedWeights {
    const KernelWeights& weights;
    std::byte* memory;
};

/// What a strategy is asked to make a plan of.
struct PlanArguments {
    const Problem& problem;  ///< as the descriptor states it
    const KernelInfo& kernel;
    const Tuning& tuning;
    std::size_t max_packed_bytes;
    Epilogue epilogue;
    Requantization requantization;
};

/// Addresses of the rows of a kernel table that a plan calls.
using TableRows = std::vector<const void*>;

/// How one kernel serves one problem. Immutable once finished: many threads run it at the same time.
///
/// The outputs of all tasks partition the outputs' tensor: no two tasks write the same output, and what they
/// write does not depend on their order.
class StrategyPlan {
public:
    StrategyPlan(const StrategyPlan&) = delete;
    StrategyPlan& operator=(const StrategyPlan&) = delete;
    virtual ~StrategyPlan() = default;

    [[nodiscard]] const KernelInfo& kernel() const noexcept { return kernel_; }
    /// In the form that the strategy serves.
    [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
    [[nodiscard]] const Epilogue& epilogue() const noexcept { return epilogue_; }
    /// What follows the sums of 8-bit inputs, in place of an epilogue.
    [[nodiscard]] const Requantization& requantization() const noexcept { return requantization_; }
    /// Estimated cycles of one core for all tasks.
    [[nodiscard]] double cycles() const noexcept { return cycles_; }
    [[nodiscard]] std::int64_t tasks() const noexcept { return tasks_; }
    [[nodiscard]] std::size_t workspace_bytes() const noexcept { return workspace_bytes_; }
    [[nodiscard]] const PackedLayout& packed() const noexcept { return packed_; }

    /// Estimated cycles of one core for packing all weights, for plans whose weights are arguments.
    [[nodiscard]] virtual double pack_cycles() const noexcept = 0;
    /// Works out what only a chosen plan needs: phases and the packed layout. Called once, before any other
    /// use. May throw std::bad_alloc.
    virtual void finish() = 0;
    /// Writes a part in [0, packed().parts) of the packed weights, which begin at `to`. The parts of all
    /// numbers partition packed().bytes bytes.
    /// @param workspace packed().workspace_bytes of scratch, aligned to 64 bytes
    virtual void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                      std::byte* workspace) const noexcept = 0;
    /// Computes a task in [0, tasks()).
    /// @param workspace workspace_bytes() of scratch, aligned to 64 bytes
    virtual void run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept = 0;
    /// Like run(), with weights in Keras's order that the task packs; args.packed is not read. Only for plans
    /// whose packed().at_once is above 0.
    virtual void run_unpacked(const RunArgs& /*args*/, const UnpackedWeights& /*weights*/,
                              std::int64_t /*task*/, std::byte* /*workspace*/) const noexcept {}
    /// Multiply-adds that the kernels execute, of whole register tiles; those of a fast algorithm as the
    /// direct sums that they replace. 0: not counted. Known once the plan is finished. May throw
    /// std::bad_alloc.
    [[nodiscard]] virtual double products() const { return 0; }
    /// How large a task in [0, tasks()) is beside the plan's others: its positions times its channels, those
    /// that its kernel computes beyond the outputs included. For how threads share tasks.
    [[nodiscard]] virtual double work(std::int64_t /*task*/) const noexcept { return 1; }
    /// The split of the work as tuned files state it; one_thread is left out.
    [[nodiscard]] virtual Tuning split() const noexcept = 0;
    /// The split in words, for explain().
    [[nodiscard]] virtual std::string describe() const = 0;
    /// The table's rows that the plan calls, for libraries that hold just what they need.
    virtual void add_rows(TableRows& rows) const = 0;

protected:
    StrategyPlan(const PlanArguments& arguments, const Problem& problem)
        : kernel_(arguments.kernel),
          problem_(problem),
          epilogue_(arguments.epilogue),
          requantization_(arguments.requantization) {}

    void set_work(double cycles, std::int64_t tasks, std::size_t workspace_bytes) noexcept {
        cycles_ = cycles + conversion_cycles(problem_);
        tasks_ = tasks;
        workspace_bytes_ = workspace_bytes;
    }
    void set_packed(std::int64_t group_stride, std::uint64_t id, std::int64_t parts,
                    std::size_t workspace_bytes = 0, std::size_t at_once = 0) noexcept {
        const std::int64_t elements = group_stride * problem_.groups;
        packed_ = {group_stride, static_cast<std::size_t>(elements * problem_.element_bytes()),
                   false,        id,
                   parts,        workspace_bytes,
                   at_once};
    }
    /// The same for packed bytes of a strategy's own layout, whose groups lie where it says.
    void set_packed_bytes(std::int64_t bytes, std::uint64_t id, std::int64_t parts,
                          std::size_t workspace_bytes = 0) noexcept {
        packed_ = {0, static_cast<std::size_t>(bytes), false, id, parts, workspace_bytes};
    }
    /// The same for weights in Keras's order, where groups lie within taps.
    void set_packed_as_keras(std::int64_t group_stride, std::int64_t elements, std::uint64_t id,
                             std::int64_t parts, std::size_t workspace_bytes) noexcept {
        packed_ = {group_stride,
                   static_cast<std::size_t>(elements * problem_.element_bytes()),
                   stored_bytes(problem_.dtype) == summed_bytes(problem_.dtype),
                   id,
                   parts,
                   workspace_bytes};
    }

private:
    const KernelInfo& kernel_;
    Problem problem_;
    Epilogue epilogue_;
    Requantization requantization_;
    double cycles_ = 0;
    std::int64_t tasks_ = 0;
    std::size_t workspace_bytes_ = 0;
    PackedLayout packed_;
};

/// A way to compute the operator, in a folder of its own with this interface.
struct Strategy {
    /// Whether kernels that compute so are the strategy's.
    bool (*has)(Algo algo) noexcept;
    Algorithm algorithm;
    /// Serves every problem, and is taken where no other strategy serves it.
    bool last_resort;
    /// A bound from below of any plan's cycles, for a problem of so many useful multiply-adds.
    double (*fewest_cycles)(const Problem& problem, const KernelInfo& kernel, double macs) noexcept;
    /// False where another kernel of the table is known to be faster, so that an estimate only takes time.
    bool (*worth_estimating)(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept;
    /// A plan that is not finished yet; or null, with the reason in `refusal`: why the kernel cannot serve
    /// the problem, or what in the tuning it cannot do. May throw std::bad_alloc.
    std::unique_ptr<StrategyPlan> (*plan)(const PlanArguments& arguments, std::string& refusal);
};

/// Strategy::has of one that has kernels of one kind.
template <Algo own>
[[nodiscard]] bool only(Algo algo) noexcept {
    return algo == own;
}

/// The strategy of a kernel.
[[nodiscard]] const Strategy& strategy_of(const KernelInfo& kernel) noexcept;

}  // namespace convt::detail
