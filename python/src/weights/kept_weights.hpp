#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "calls/plan_cache.hpp"
#include "convt/context.hpp"
#include "convt/plan.hpp"
#include "weights/fingerprint.hpp"

namespace convt::python {

/// Packed weights of kernels that come again and again with the same contents, as those of a model do where a
/// framework hands them over with each call. Whether they are the same says a fingerprint of all of them,
/// taken at every call, never their address. Where contents change, as in training, it is taken ever more
/// seldom. May be used by many threads at once. Runs with packed weights may differ from those without in
/// their last digits, so that this is for whoever asks for it.
class KeptWeights {
public:
    static constexpr std::size_t kMostLayers = 256;

    struct Prepared {
        Plan plan;
        std::shared_ptr<const PackedKernel> packed;
    };

    /// Called once for each run of a dense problem.
    ///
    /// @param kernel  in Keras's order
    /// @param unpacked the plan that would run without packed weights
    /// @return what to run with, or nothing where this run should take the kernel as it is
    [[nodiscard]] std::optional<Prepared> find(const ConvTransposeDesc& desc, const void* kernel,
                                               const Plan& unpacked, Context& context);
    /// Keeps at most so many bytes from now on, and nothing of before; 0, as at first: find() finds nothing.
    void set_most_bytes(std::size_t bytes);
    [[nodiscard]] std::size_t bytes();
    /// In a child of fork(), where a thread that the child has not may have held the lock.
    void after_fork() noexcept;

private:
    struct Layer {
        CallKey key;
        std::optional<Plan> plan;  ///< none: packing brings less than the fingerprint takes
        std::size_t kernel_bytes = 0;
        std::shared_ptr<const PackedKernel> packed;
        std::optional<Fingerprint> seen;  ///< of the last kernel; of the packed one if there is one
        std::size_t calls = 0;
        std::size_t next_look = 2;  ///< the call that takes a fingerprint; the first one never does
        std::size_t changes = 0;
    };
    using Layers = std::list<std::shared_ptr<Layer>>;
    struct Hash {
        std::size_t operator()(const CallKey& key) const noexcept { return key.hash(); }
    };

    [[nodiscard]] std::shared_ptr<Layer> layer_of(const ConvTransposeDesc& desc, const void* kernel,
                                                  const Plan& unpacked, int threads);
    void keep(Layer& layer, std::shared_ptr<const PackedKernel> packed);
    void drop(Layer& layer) noexcept;
    void forget_last();

    std::mutex mutex_;
    Layers by_use_;  ///< the last used first
    std::unordered_map<CallKey, Layers::iterator, Hash> layers_;
    std::size_t bytes_ = 0;
    std::size_t most_bytes_ = 0;
};

/// Never destroyed, as workspaces() are not.
[[nodiscard]] KeptWeights& kept_weights();

/// Adds _keep_weights and _kept_bytes to the module.
void bind_weights(nanobind::module_& module);

}  // namespace convt::python
