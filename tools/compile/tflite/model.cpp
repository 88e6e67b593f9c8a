#include "compile/tflite/model.hpp"

#include <algorithm>
#include <cstring>

#include "src/base/half.hpp"
#include "support/input_error.hpp"

namespace convt::tools::tflite {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 31;
constexpr std::size_t kMostName = 250;

template <typename Element, typename Widen>
std::vector<double> widened(std::span<const std::uint8_t> data, std::int64_t count, Widen widen) {
    if (data.size() != static_cast<std::size_t>(count) * sizeof(Element)) {
        throw InputError("has " + std::to_string(data.size()) + " bytes; its shape needs " +
                         std::to_string(static_cast<std::size_t>(count) * sizeof(Element)));
    }
    std::vector<double> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
        Element element;
        std::memcpy(&element, data.data() + i * sizeof(Element), sizeof(Element));
        values[i] = static_cast<double>(widen(element));
    }
    return values;
}

template <typename Element>
std::vector<double> widened(std::span<const std::uint8_t> data, std::int64_t count) {
    return widened<Element>(data, count, [](Element element) { return element; });
}

/// Of a list of numbers of tensors.
std::int64_t entry(std::span<const std::int32_t> numbers, std::size_t index) {
    return index < numbers.size() ? numbers[index] : -1;
}

/// The operators that a model's codes stand for. Codes beyond 127 are in the newer field alone.
Operation operation_of(const CheckedTable& table, const std::vector<CheckedTable>& codes) {
    const std::int64_t index = table.number(operation::opcode_index);
    if (index < 0 || index >= std::ssize(codes)) {
        throw InputError("has an operator of the code " + std::to_string(index) + "; there are " +
                         std::to_string(codes.size()));
    }
    const CheckedTable& code = codes[static_cast<std::size_t>(index)];
    Operation read;
    read.table = table;
    read.builtin = std::max(code.number(operator_code::deprecated_builtin_code),
                            code.number(operator_code::builtin_code));
    read.custom = code.text(operator_code::custom_code);
    return read;
}

}  // namespace

std::string type_name(ElementType type) {
    switch (type) {
        case ElementType::float32:
            return "float32";
        case ElementType::float16:
            return "float16";
        case ElementType::int32:
            return "int32";
        case ElementType::uint8:
            return "uint8";
        case ElementType::int16:
            return "int16";
        case ElementType::int8:
            return "int8";
    }
    return "of type " + std::to_string(static_cast<int>(type));
}

std::int64_t Tensor::count() const {
    std::int64_t count = 1;
    for (const std::int32_t extent : shape) {
        if (extent < 1 || count > kMostElements / extent) {
            throw InputError("has a dimension of " + std::to_string(extent) +
                             "; it must be at least 1, and all of them " + std::to_string(kMostElements) +
                             " at most");
        }
        count *= extent;
    }
    return count;
}

std::vector<double> Tensor::values() const {
    if (!data) throw InputError("is no constant");
    switch (type) {
        case ElementType::float32:
            return widened<float>(*data, count());
        case ElementType::float16:
            return widened<std::uint16_t>(*data, count(),
                                          [](std::uint16_t bits) { return detail::widen_float16({bits}); });
        case ElementType::int32:
            return widened<std::int32_t>(*data, count());
        case ElementType::uint8:
            return widened<std::uint8_t>(*data, count());
        case ElementType::int8:
            return widened<std::int8_t>(*data, count());
        case ElementType::int16:
            break;
    }
    throw InputError("is " + type_name(type) + ", which is not read");
}

std::int64_t Operation::input(std::size_t index) const {
    return entry(table.integers(operation::inputs), index);
}
std::int64_t Operation::output(std::size_t index) const {
    return entry(table.integers(operation::outputs), index);
}

Graph::Graph(std::shared_ptr<Shared> shared, const CheckedTable& graph)
    : shared_(std::move(shared)), tensors_(graph.tables(subgraph::tensors)) {
    for (const CheckedTable& table : graph.tables(subgraph::operators)) {
        operations_.push_back(operation_of(table, shared_->codes));
        const Operation& last = operations_.back();
        if (last.builtin == static_cast<std::int64_t>(Builtin::dequantize)) {
            dequantized_[last.output(0)] = last.input(0);
        }
    }
}

/// Data lies in the buffer, or, in files of more than 2 GB, behind the tables.
std::optional<std::span<const std::uint8_t>> Graph::data_of(std::int64_t number) const {
    // The first buffer is that of tensors without data.
    if (number < 1 || number >= std::ssize(shared_->buffers)) return std::nullopt;
    const CheckedTable& table = shared_->buffers[static_cast<std::size_t>(number)];
    if (const auto bytes = table.bytes(buffer::data); !bytes.empty()) return bytes;
    const std::int64_t offset = table.number(buffer::offset), size = table.number(buffer::size);
    const std::span<const std::uint8_t> all = shared_->file.bytes();
    if (offset <= 1 || size < 1) return std::nullopt;
    if (offset > std::ssize(all) || size > std::ssize(all) - offset) {
        throw InputError("has data from " + std::to_string(offset) + ", of " + std::to_string(size) +
                         " bytes; the file has " + std::to_string(all.size()));
    }
    return all.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

Tensor Graph::tensor(std::int64_t number, const std::string& what) const {
    if (number < 0 || number >= std::ssize(tensors_)) {
        throw InputError(number == -1 ? "has no " + what
                                      : "has the tensor " + std::to_string(number) + " as " + what +
                                            "; there are " + std::to_string(tensors_.size()));
    }
    const CheckedTable& table = tensors_[static_cast<std::size_t>(number)];
    const CheckedTable quantized = table.table(tensor::quantization);
    Tensor read;
    read.name = table.text(tensor::name).substr(0, kMostName);
    read.type = static_cast<ElementType>(table.number(tensor::element_type));
    read.shape = table.integers(tensor::shape);
    read.signature = table.integers(tensor::shape_signature);
    read.scales = quantized.floats(quantization::scale);
    read.zero_points = quantized.longs(quantization::zero_point);
    read.quantized_dimension = quantized.number(quantization::quantized_dimension);
    try {
        read.data = data_of(table.number(tensor::buffer));
    } catch (const InputError& error) {
        throw InputError("the " + what + " '" + read.name + "' " + error.what());
    }
    return read;
}

std::vector<double> Graph::constant(std::int64_t number, const std::string& what) const {
    Tensor read = tensor(number, what);
    const auto half = dequantized_.find(number);
    if (!read.data && read.type == ElementType::float32 && half != dequantized_.end()) {
        const Tensor source = tensor(half->second, what);
        if (!std::ranges::equal(source.shape, read.shape)) {
            throw InputError("the " + what + " '" + read.name + "' are made of '" + source.name +
                             "', which has another shape");
        }
        if (source.type == ElementType::float16) read = source;
    }
    try {
        shared_->budget.hold(read.count());
        return read.values();
    } catch (const InputError& error) {
        throw InputError("the " + what + " '" + read.name + "' " + error.what());
    }
}

std::vector<Graph> graphs_of(const CheckedFile& file) {
    const CheckedTable root = file.model();
    const auto shared = std::make_shared<Shared>(
        Shared{file, root.tables(model::operator_codes), root.tables(model::buffers), {}});
    std::vector<Graph> graphs;
    for (const CheckedTable& table : root.tables(model::subgraphs)) graphs.emplace_back(shared, table);
    return graphs;
}

}  // namespace convt::tools::tflite
