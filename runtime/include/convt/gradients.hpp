#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "convt/context.hpp"
#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "convt/status.hpp"

namespace convt {

// Gradients of a transposed convolution: of a number that depends on its outputs, whose derivatives by the
// outputs are known, with respect to inputs, kernel and bias. With o = s*i + k*d - crop_left in every
// dimension:
//
//     input_gradients[n, i, ci]    = sum over k, co of output_gradients[n, o, co] * kernel[k, co, ci]
//     kernel_gradients[k, co, ci]  = sum over n, i  of output_gradients[n, o, co] * inputs[n, i, ci]
//     bias_gradients[co]           = sum over n, o  of output_gradients[n, o, co]
//
// They are those of the sums: a descriptor with an activation is refused, as its derivative needs the
// outputs.

struct GradientOptions {
    /// Axis order of kernel and kernel_gradients.
    KernelOrder order = KernelOrder::keras;
    /// Highest tier to use; a tier that this CPU lacks is an error.
    std::optional<Isa> max_isa = std::nullopt;
    /// Of input gradients; kernel gradients are always direct sums.
    Algorithm algorithm = Algorithm::automatic;
    /// As PlanOptions::threads.
    int threads = 0;
};

namespace detail {
struct InputGradientState;
struct KernelGradientState;
}  // namespace detail

/// How to compute gradients with respect to the inputs. Immutable and cheap to copy; one plan may run on many
/// threads at once, each with its own Context.
///
///     auto plan = convt::InputGradientPlan::create(desc);
///     auto status = plan->run(output_gradients, kernel, input_gradients, memory, bytes, *context);
class InputGradientPlan {
public:
    /// Checks the descriptor of the transposed convolution itself and chooses kernels for its gradient: up to
    /// some 0.3 ms.
    ///
    /// @param desc float32, float64, float16 or bfloat16, without activation; its input_strides are those of
    ///             the input gradients, its output_strides those of the output gradients
    /// @return the plan, or invalid_argument, unsupported, too_large, out_of_memory
    [[nodiscard]] static Result<InputGradientPlan> create(const ConvTransposeDesc& desc,
                                                          const GradientOptions& options = {}) noexcept;

    /// Computes the input gradients, every one of them. Allocates nothing, takes no lock, throws nothing.
    /// Zeros may be multiplied by elements that a sum does not have: where those are infinite or NaN, so may
    /// be gradients nearby.
    ///
    /// @param output_gradients in the outputs' shape and strides; may be null when they have no elements
    /// @param kernel           dense, in the plan's order; may be null when it has no elements
    /// @param input_gradients  in the inputs' shape and strides; must not overlap the others
    /// @param memory           scratch of at least memory_bytes(), aligned to 64; may be null when that is 0
    /// @param bytes            how many there are
    /// @return ok or invalid_argument (null, alignment, too few bytes, context in use)
    [[nodiscard]] Status run(const void* output_gradients, const void* kernel, void* input_gradients,
                             void* memory, std::size_t bytes, Context& context) const noexcept;

    [[nodiscard]] const ConvTransposeDesc& desc() const noexcept;
    /// Bytes of memory that a run needs.
    [[nodiscard]] std::size_t memory_bytes() const noexcept;
    /// As Plan::estimated_cycles.
    [[nodiscard]] double estimated_cycles() const noexcept;
    /// How sums are computed (docs/numerics.md).
    [[nodiscard]] Algorithm algorithm() const noexcept;
    /// Name of the kernel that multiplies, by the grammar of docs/kernel-names.md; empty when there is
    /// nothing to multiply.
    [[nodiscard]] const char* kernel_name() const noexcept;

private:
    explicit InputGradientPlan(std::shared_ptr<const detail::InputGradientState> state) noexcept;
    std::shared_ptr<const detail::InputGradientState> state_;
};

/// How to compute gradients with respect to the kernel; as InputGradientPlan in all else.
class KernelGradientPlan {
public:
    /// @param desc as for InputGradientPlan::create; its input_strides are those of the inputs
    [[nodiscard]] static Result<KernelGradientPlan> create(const ConvTransposeDesc& desc,
                                                           const GradientOptions& options = {}) noexcept;

    /// Computes the kernel gradients, every one of them, as InputGradientPlan::run does. Sums are of direct
    /// products, in parts of up to some 8192 positions (docs/numerics.md); those of 16-bit types are float32,
    /// rounded once.
    ///
    /// @param inputs           in the descriptor's layout and strides; may be null when they have no elements
    /// @param output_gradients in the outputs' shape and strides; may be null when they have no elements
    /// @param kernel_gradients dense, in the plan's order; must not overlap the others
    [[nodiscard]] Status run(const void* inputs, const void* output_gradients, void* kernel_gradients,
                             void* memory, std::size_t bytes, Context& context) const noexcept;

    [[nodiscard]] const ConvTransposeDesc& desc() const noexcept;
    [[nodiscard]] std::size_t memory_bytes() const noexcept;
    [[nodiscard]] double estimated_cycles() const noexcept;
    [[nodiscard]] const char* kernel_name() const noexcept;

private:
    explicit KernelGradientPlan(std::shared_ptr<const detail::KernelGradientState> state) noexcept;
    std::shared_ptr<const detail::KernelGradientState> state_;
};

/// Computes gradients with respect to the bias: sums over batch and positions, in double.
///
/// @param desc             as for InputGradientPlan::create
/// @param output_gradients in the outputs' shape and strides; may be null when they have no elements
/// @param bias_gradients   out_channels values of the bias's type: the descriptor's, but float32 for 16 bits
/// @return ok, or what InputGradientPlan::create and run say
[[nodiscard]] Status bias_gradients(const ConvTransposeDesc& desc, const void* output_gradients,
                                    void* bias_gradients, Context& context) noexcept;

}  // namespace convt
