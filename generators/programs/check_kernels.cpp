// Says which kernels the generators refuse to make, without making them, in the words of the schedules'
// checks. Reads a kernel from each line of the standard input, as its generator takes it:
//
//     direct target=x86-64-linux-avx-avx2-f16c-fma-sse41 dtype=float64 channel_block=8 tile_pixels=6
//
// and answers each with a line: "legal", or "illegal: " and the reason. Ends with 2 and a message where a
// line is not understood.

#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "strategies/dot_schedules.h"
#include "strategies/schedules.h"
#include "strategies/tapped_schedules.h"
#include "strategies/tapplanar_schedules.h"
#include "strategies/winograd_schedules.h"

namespace convt::generators {
namespace {

using schedules::Refusal;

/// The parameters of one line.
class Parameters {
public:
    explicit Parameters(std::istream& words) {
        for (std::string word; words >> word;) {
            const std::size_t sign = word.find('=');
            if (sign == std::string::npos) throw std::invalid_argument("'" + word + "' is not name=value");
            values_[word.substr(0, sign)] = word.substr(sign + 1);
        }
    }
    [[nodiscard]] int number(const std::string& name, int otherwise) const {
        const auto found = values_.find(name);
        if (found == values_.end()) return otherwise;
        std::size_t read = 0;
        int value = 0;
        try {
            value = std::stoi(found->second, &read);
        } catch (const std::exception&) {
            read = std::string::npos;
        }
        if (read != found->second.size()) {
            throw std::invalid_argument(name + " is '" + found->second + "', not a number");
        }
        return value;
    }
    [[nodiscard]] Halide::Target target() const {
        const auto found = values_.find("target");
        if (found == values_.end() || !Halide::Target::validate_target_string(found->second)) {
            throw std::invalid_argument("target is not one of Halide's");
        }
        return Halide::Target(found->second);
    }
    [[nodiscard]] ElementTypes types() const {
        const auto found = values_.find("dtype");
        if (found == values_.end()) return {};
        const auto& known = Halide::Internal::get_halide_type_enum_map();
        const auto type = known.find(found->second);
        if (type == known.end()) throw std::invalid_argument("dtype is '" + found->second + "'");
        return element_types(type->second);
    }

private:
    std::map<std::string, std::string> values_;
};

Refusal check(const std::string& strategy, const Parameters& p) {
    const Halide::Target target = p.target();
    const ElementTypes types = p.types();
    const int block = p.number("channel_block", 1), pixels = p.number("tile_pixels", 1);
    if (strategy == "tapped" || strategy == "scatter") {
        return schedules::check_tapped_multiply(block, pixels, types.summed, target);
    }
    if (strategy == "tapplanar") {
        return schedules::check_tapplanar_multiply(block, pixels, types.summed, target);
    }
    if (strategy == "dot") {
        return schedules::check_dot_multiply(block, pixels, p.number("terms", 2), target);
    }
    if (strategy == "winograd") {
        return schedules::check_winograd_multiply(block, pixels, types.summed, target);
    }
    using Check = Refusal (*)(const KernelShape&, const Halide::Target&);
    const std::map<std::string, std::pair<contract::Algo, Check>> regions = {
#define CONVT_REGION_STRATEGY(name) {#name, {contract::Algo::name, schedules::check_##name}},
#include "region_strategies.inc"
#undef CONVT_REGION_STRATEGY
    };
    const auto found = regions.find(strategy);
    if (found == regions.end()) throw std::invalid_argument("there is no strategy '" + strategy + "'");
    const auto [algo, check] = found->second;
    return check({p.number("rank", 2), algo, block, pixels, schedules::lanes_of(types.summed, target),
                  p.number("outputs", 1), types},
                 target);
}

}  // namespace
}  // namespace convt::generators

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::istringstream words(line);
            std::string strategy;
            words >> strategy;
            const std::string refusal =
                convt::generators::check(strategy, convt::generators::Parameters(words));
            std::cout << (refusal.empty() ? "legal" : "illegal: " + refusal) << '\n';
        } catch (const std::exception& error) {
            std::cerr << "convt_check_kernels: '" << line << "': " << error.what() << '\n';
            return 2;
        }
    }
}
