#pragma once

#include <cstdint>
#include <string>

#include "convt/convt.hpp"
#include "support/guarded_buffer.hpp"

namespace convt::campaign {

/// What inputs, weights and bias hold.
enum class Values : std::uint8_t {
    uniform,    ///< in [-1, 1]
    denormal,   ///< inputs so small that products are subnormal
    huge,       ///< near the upper end of what sums of products can hold
    nonfinite,  ///< some inputs infinite or NaN
    ones        ///< all 1: every output is a number of products, known without an oracle
};

/// Who runs a context's work.
enum class Runner : std::uint8_t {
    own,       ///< the context's own threads
    threads,   ///< the caller's, which all run at once
    backwards  ///< the caller's single one, last index first
};

/// One run, with everything that it depends on. A line of text holds it whole.
struct Case {
    ConvTransposeDesc desc;
    Isa isa = Isa::base;  ///< PlanOptions::max_isa
    std::string kernel;   ///< PlanOptions::kernel_name; empty: convt's choice
    Algorithm algorithm = Algorithm::automatic;
    Tuning tuning;
    bool any_size = false;
    int plan_threads = 1;
    int threads = 1;
    Runner runner = Runner::own;
    Values values = Values::uniform;
    std::uint64_t data_seed = 0;
    bool with_bias = true;
    KernelOrder order = KernelOrder::keras;
    support::Guard guard = support::Guard::after;
    int shift = 0;  ///< bytes, 0 to 3, that all pointers are off whole elements
};

/// "rank=2 format=last n=1 …", which read_case() takes back.
[[nodiscard]] std::string to_text(const Case& c);

/// @throws std::invalid_argument that names the word which is no part of a case.
[[nodiscard]] Case read_case(const std::string& line);

}  // namespace convt::campaign
