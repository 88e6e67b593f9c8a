#pragma once

#include <cstdint>
#include <span>

/// What is read of TensorFlow Lite's models: FlatBuffers of the schema version 3. Tables and fields are named
/// as the schema names them; a field's number is its place in its table, which never changes.
namespace convt::tools::tflite {

/// What a field holds. Integers and floats have 32 bits, a wide one and longs 64.
enum class Kind : std::uint8_t { byte, integer, wide, text, bytes, integers, longs, floats, table, tables };

struct TableType;

struct Field {
    std::uint16_t number;
    Kind kind;
    const TableType* of = nullptr;  ///< of a table, and of those in a list
};

/// The fields that are read, all of which are checked before.
struct TableType {
    std::span<const Field> fields;
};

namespace buffer {
inline constexpr Field data{0, Kind::bytes}, offset{1, Kind::wide}, size{2, Kind::wide};
inline constexpr Field all[] = {data, offset, size};
inline constexpr TableType type{all};
}  // namespace buffer

namespace operator_code {
inline constexpr Field deprecated_builtin_code{0, Kind::byte}, custom_code{1, Kind::text},
    builtin_code{3, Kind::integer};
inline constexpr Field all[] = {deprecated_builtin_code, custom_code, builtin_code};
inline constexpr TableType type{all};
}  // namespace operator_code

namespace quantization {
inline constexpr Field scale{2, Kind::floats}, zero_point{3, Kind::longs},
    quantized_dimension{6, Kind::integer};
inline constexpr Field all[] = {scale, zero_point, quantized_dimension};
inline constexpr TableType type{all};
}  // namespace quantization

namespace tensor {
inline constexpr Field shape{0, Kind::integers}, element_type{1, Kind::byte}, buffer{2, Kind::integer},
    name{3, Kind::text}, quantization{4, Kind::table, &tflite::quantization::type},
    shape_signature{7, Kind::integers};
inline constexpr Field all[] = {shape, element_type, buffer, name, quantization, shape_signature};
inline constexpr TableType type{all};
}  // namespace tensor

namespace transpose_conv_options {
inline constexpr Field padding{0, Kind::byte}, stride_w{1, Kind::integer}, stride_h{2, Kind::integer},
    fused_activation_function{3, Kind::byte};
inline constexpr Field all[] = {padding, stride_w, stride_h, fused_activation_function};
inline constexpr TableType type{all};
}  // namespace transpose_conv_options

/// builtin_options is a table of the type that builtin_options_type says, and checked where that is known.
namespace operation {
inline constexpr Field opcode_index{0, Kind::integer}, inputs{1, Kind::integers}, outputs{2, Kind::integers},
    builtin_options_type{3, Kind::byte}, custom_options{5, Kind::bytes};
inline constexpr Field all[] = {opcode_index, inputs, outputs, builtin_options_type, custom_options};
inline constexpr TableType type{all};
inline constexpr Field transpose_conv_options{4, Kind::table, &tflite::transpose_conv_options::type};
inline constexpr std::uint8_t is_transpose_conv_options = 49;
}  // namespace operation

namespace subgraph {
inline constexpr Field tensors{0, Kind::tables, &tensor::type}, operators{3, Kind::tables, &operation::type};
inline constexpr Field all[] = {tensors, operators};
inline constexpr TableType type{all};
}  // namespace subgraph

namespace model {
inline constexpr Field operator_codes{1, Kind::tables, &operator_code::type},
    subgraphs{2, Kind::tables, &subgraph::type}, buffers{4, Kind::tables, &buffer::type};
inline constexpr Field all[] = {operator_codes, subgraphs, buffers};
inline constexpr TableType type{all};
}  // namespace model

}  // namespace convt::tools::tflite
