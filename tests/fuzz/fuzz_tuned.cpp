// Bytes as a tuned file: refused with a message, or a table whose entries plans can be made with. A file that
// begins with '@' is measured on this machine: a signature of this process takes its place.
#include <string>

#include "convt/convt.hpp"
#include "fuzz/require.hpp"
#include "support/problem.hpp"

namespace {

using convt::fuzz::require;

std::string with_signature(std::string text) {
    const convt::TuningSignature here = convt::tuning_signature();
    const std::string signature = R"("signature": {"cpu": ")" + here.cpu + R"(", "isa": ")" + here.isa +
                                  R"(", "library": ")" + here.library + R"(", "contract": )" +
                                  std::to_string(here.contract) + "}";
    const std::size_t at = text.find('@');
    if (at != std::string::npos) text.replace(at, 1, signature);
    return text;
}

convt::ConvTransposeDesc problem() {
    convt::ConvTransposeDesc desc;
    desc.in_channels = 8;
    desc.out_channels = 64;
    desc.in_spatial = {6, 10, 1};
    desc.kernel_size = {3, 3, 1};
    desc.strides = {2, 2, 1};
    return convt::support::with_outputs(desc);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = with_signature(std::string(reinterpret_cast<const char*>(data), size));
    const auto table = convt::TunedTable::parse(text);
    if (!table.ok()) {
        require(table.status().code() == convt::StatusCode::invalid_argument,
                "malformed is invalid_argument");
        require(!table.status().message().empty(), "a refusal has a message");
        return 0;
    }
    convt::PlanOptions options;
    options.tuned = *table;
    const auto plan = convt::Plan::create(problem(), options);
    require(plan.ok(), "a table keeps no problem from having a plan: " + plan.status().message());
    return 0;
}
