#pragma once

#include <initializer_list>
#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Elements of a type that one register holds.
int lanes_of(const Halide::Type& type, const Halide::Target& target);

/// Vector registers of a target.
int vector_registers(const Halide::Target& target);

/// True for tiles whose every product takes a scalar of its own from memory, in one instruction: one vector
/// of AVX-512 (own_pointers.h).
bool multiplies_by_memory(int channel_block, int lanes, const Halide::Target& target);

/// True where one instruction multiplies and adds, so that a product needs no register of its own.
bool fuses_multiply_add(const Halide::Target& target);

/// What a check says of parameters: empty where a kernel can be made of them, else which parameter it is,
/// its value and the rule that it breaks.
using Refusal = std::string;

/// Ends a generator with the reason, if there is one.
void require(const Refusal& refusal);

/// A parameter that must be a positive multiple.
Refusal check_multiple(const char* parameter, int value, int unit, const std::string& unit_name);

/// A register tile of vectors × scalars: its sums, the fewer of its operands and one operand of the other
/// kind must fit the registers. A tile that spills sums is slow, and LLVM may take minutes to find out.
Refusal check_register_tile(int vectors, int scalars, const Halide::Target& target);

/// The first refusal that there is.
Refusal first_of(std::initializer_list<Refusal> refusals);

}  // namespace convt::schedules
