#pragma once

#include <string>
#include <vector>

#include "compile/compiled_app.hpp"
#include "compile/layers/compile_layer.hpp"

namespace convt::tools::test {

/// Runs a layer at its typical sizes, handing over those that are open, and compares every output, or a
/// sample, with exact sums.
void expect_exact(CompiledApp& app, const std::string& id, const CompileLayer& layer,
                  const std::vector<std::int64_t>& open);

}  // namespace convt::tools::test
