#include "parts/target_facts.h"

#include <algorithm>

namespace convt::schedules {

int lanes_of(const Halide::Type& type, const Halide::Target& target) {
    return target.natural_vector_size(type);
}

int vector_registers(const Halide::Target& target) {
    const bool many = target.arch == Halide::Target::ARM || target.arch == Halide::Target::RISCV ||
                      target.has_feature(Halide::Target::AVX512);
    return many ? 32 : 16;
}

bool multiplies_by_memory(int channel_block, int lanes, const Halide::Target& target) {
    return target.has_feature(Halide::Target::AVX512) && channel_block == lanes;
}

bool fuses_multiply_add(const Halide::Target& target) {
    return target.arch == Halide::Target::ARM || target.has_feature(Halide::Target::FMA);
}

void require(const Refusal& refusal) {
    if (!refusal.empty()) throw Halide::CompileError(refusal);
}

Refusal check_multiple(const char* parameter, int value, int unit, const std::string& unit_name) {
    if (value > 0 && value % unit == 0) return {};
    return std::string(parameter) + " is " + std::to_string(value) + "; it must be a multiple of " +
           std::to_string(unit) + ", " + unit_name;
}

Refusal check_register_tile(int vectors, int scalars, const Halide::Target& target) {
    const int sums = vectors * scalars, operands = std::min(vectors, scalars) + 1;
    const int registers = vector_registers(target);
    if (sums + operands <= registers) return {};
    return "a tile of " + std::to_string(vectors) + " x " + std::to_string(scalars) + " vectors needs " +
           std::to_string(sums) + " registers for sums and " + std::to_string(operands) +
           " for operands; the target has " + std::to_string(registers);
}

Refusal first_of(std::initializer_list<Refusal> refusals) {
    const auto* found =
        std::find_if(refusals.begin(), refusals.end(), [](const Refusal& r) { return !r.empty(); });
    return found == refusals.end() ? Refusal() : *found;
}

}  // namespace convt::schedules
