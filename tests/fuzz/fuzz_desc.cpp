// Bytes -> descriptor -> plan -> packed kernel -> outputs: whatever the bytes, the answer is a Status or
// right outputs, within guard pages.
#include "fuzz/read_desc.hpp"
#include "fuzz/require.hpp"
#include "planning/registry.hpp"
#include "reference/layout.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/guarded_buffer.hpp"
#include "support/problem.hpp"

namespace convt::fuzz {
namespace {

using support::GuardedBuffer;

/// Small whole numbers: cheap to make, and no two neighbours alike.
void fill(const support::Elements& values, std::uint32_t state) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        state = state * 1664525U + 1013904223U;
        values.set(i, (static_cast<std::int32_t>(state >> 24) - 128) / 64.0);
    }
}

std::size_t extent(const reference::Layout& layout) {
    return static_cast<std::size_t>(layout.extent());
}

void run(const Plan& plan, const ConvTransposeDesc& desc, Context& context) {
    GuardedBuffer inputs(desc.dtype, extent(reference::input_layout(desc)));
    GuardedBuffer kernel(desc.dtype, support::kernel_count(desc));
    GuardedBuffer bias(reference::summed_type(desc.dtype), static_cast<std::size_t>(desc.out_channels));
    const bool sloped = desc.activation == Activation::prelu;
    GuardedBuffer slopes(reference::summed_type(desc.dtype),
                         sloped ? static_cast<std::size_t>(desc.out_channels) : 0);
    GuardedBuffer outputs(output_dtype(desc), extent(reference::output_layout(desc)));
    fill(inputs.values(), 1);
    fill(kernel.values(), 2);
    fill(bias.values(), 3);
    fill(slopes.values(), 4);
    support::poison(outputs.values());

    auto packed = plan.pack(kernel.data());
    require(packed.ok(), "a small kernel can be packed: " + packed.status().message());
    require(packed->bytes() == plan.packed_bytes(), "packed_bytes() is what pack() takes");
    const void* given = sloped ? slopes.data() : nullptr;
    const Status status = plan.run(inputs.data(), *packed, bias.data(), given, outputs.data(), context);
    require(status.ok(), "a small problem runs: " + status.message());
    const auto expected = reference::conv_transpose(desc, inputs.data(), kernel.data(), bias.data(), given);
    const auto result = support::matches(desc, outputs.values(), expected, plan.algorithm());
    require(static_cast<bool>(result),
            std::string(plan.kernel_name()) + " on " + support::to_string(desc) + ": " + result.message());
}

/// The plan that convt chooses, or one of a forced kernel.
Result<Plan> make_plan(const ConvTransposeDesc& desc, ByteReader& bytes) {
    PlanOptions options;
    const std::uint8_t choice = bytes.byte();
    const auto table = detail::kernel_table();
    if (choice >= 128) options.kernel_name = table[(choice - 128) % table.size()].name;
    auto plan = Plan::create(desc, options);
    if (!plan.ok()) {
        require(plan.status().code() != StatusCode::internal, "internal: " + plan.status().message());
        require(!plan.status().message().empty(), "a refusal has a message");
        require(choice >= 128, "a valid descriptor has a plan: " + plan.status().message());
    }
    return plan;
}

void check(const ConvTransposeDesc& desc, ByteReader& bytes) {
    static Result<Context> context = Context::create({.threads = 2});
    const Status valid = validate(desc);
    if (!valid.ok()) {
        require(!valid.message().empty(), "a refusal has a message");
        auto plan = Plan::create(desc);
        require(!plan.ok() && plan.status().code() == valid.code(),
                "Plan::create refuses what validate does");
        return;
    }
    require(useful_macs(desc) >= 0, "useful_macs is a count");
    auto plan = make_plan(desc, bytes);
    if (!plan.ok()) return;
    require(!plan->explain().empty(), "explain() has a text");
    if (is_small(desc)) run(*plan, desc, *context);
}

}  // namespace
}  // namespace convt::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    convt::fuzz::ByteReader bytes({data, size});
    if (bytes.byte() % 2 == 0) {
        convt::fuzz::check(convt::fuzz::read_any_desc(bytes), bytes);
        return 0;
    }
    const auto desc = convt::fuzz::read_keras_desc(bytes);
    if (desc.ok()) {
        convt::fuzz::require(convt::validate(*desc).ok(), "keras_desc makes valid descriptors");
        convt::fuzz::check(*desc, bytes);
    } else {
        convt::fuzz::require(!desc.status().message().empty(), "a refusal has a message");
    }
    return 0;
}
