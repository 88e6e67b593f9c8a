#include "shape_inference.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "attributes.hpp"
#include "errors.hpp"
#include "operators.hpp"
#include "tensors.hpp"

namespace convt::ort {
namespace {

/// Attributes as the host has them before it makes kernels. Longer ones are wrong, and reported later.
class InferredAttributes final : public AttributeSource {
public:
    InferredAttributes(const Api& api, const OrtShapeInferContext* context) noexcept
        : api_(api), context_(context) {}

    [[nodiscard]] std::optional<std::int64_t> integer(const char* name) const override {
        std::int64_t value = 0;
        return read(name, AttributeType::integer, &value, sizeof value) ? std::optional(value) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::string> text(const char* name) const override {
        std::array<char, 64> value{};
        if (!read(name, AttributeType::string, value.data(), value.size() - 1)) return {};
        return std::string(value.data());
    }
    [[nodiscard]] Shape integers(const char* name) const override {
        std::array<std::int64_t, 32> values{};
        const std::optional<std::size_t> bytes =
            read(name, AttributeType::integers, values.data(), sizeof values);
        return {values.begin(),
                values.begin() + static_cast<std::ptrdiff_t>(bytes.value_or(0) / sizeof(values[0]))};
    }

private:
    /// The bytes that were read; nothing where there is no such attribute.
    [[nodiscard]] std::optional<std::size_t> read(const char* name, AttributeType type, void* data,
                                                  std::size_t bytes) const {
        const OrtOpAttr* attribute = nullptr;
        const auto find = api_(entry::shape_infer_context_get_attribute);
        if (!is_present(api_, find(context_, name, &attribute)) || attribute == nullptr) return {};
        std::size_t used = 0;
        if (!is_present(api_, api_(entry::read_op_attr)(attribute, type, data, bytes, &used))) return {};
        return std::min(used, bytes);
    }

    Api api_;
    const OrtShapeInferContext* context_;
};

/// What the model states of an input. The host keeps it.
OrtTensorTypeAndShapeInfo* stated(const Api& api, const OrtShapeInferContext* context, std::size_t index) {
    OrtTensorTypeAndShapeInfo* info = nullptr;
    check(api, api(entry::shape_infer_context_get_input_type_shape)(context, index, &info));
    return info;
}

bool is_known(const Shape& shape, std::size_t from) {
    return shape.size() > from && std::all_of(shape.begin() + static_cast<std::ptrdiff_t>(from), shape.end(),
                                              [](std::int64_t size) { return size >= 0; });
}

void infer(const Api& api, DType dtype, OrtShapeInferContext* context) {
    const OrtTensorTypeAndShapeInfo* const stated_inputs = stated(api, context, 0);
    Shape inputs = shape_of(api, stated_inputs);
    const Shape weights = shape_of(api, stated(api, context, 1));
    if (!is_known(inputs, 1) || !is_known(weights, 0)) return;

    std::vector<const char*> names(inputs.size(), "");
    check(api, api(entry::get_symbolic_dimensions)(stated_inputs, names.data(), names.size()));
    const bool has_batch = inputs[0] >= 0;
    if (!has_batch && (names[0] == nullptr || std::strlen(names[0]) == 0)) return;
    const std::int64_t batch = inputs[0];
    if (!has_batch) inputs[0] = 1;
    const Attributes attributes{InferredAttributes(api, context)};
    Shape outputs = outputs_shape(attributes.describe(dtype, inputs, weights));
    outputs[0] = batch;
    std::fill(names.begin() + 1, names.end(), "");

    OrtTensorTypeAndShapeInfo* made = nullptr;
    check(api, api(entry::create_tensor_type_and_shape_info)(&made));
    const Owned info(api, entry::release_tensor_type_and_shape_info, made);
    ElementType element = ElementType::undefined;
    check(api, api(entry::get_tensor_element_type)(stated_inputs, &element));
    check(api, api(entry::set_tensor_element_type)(made, element));
    check(api, api(entry::set_dimensions)(made, outputs.data(), outputs.size()));
    check(api, api(entry::set_symbolic_dimensions)(made, names.data(), names.size()));
    check(api, api(entry::shape_infer_context_set_output_type_shape)(context, 0, made));
}

}  // namespace

OrtStatus* infer_output_shape(const OrtCustomOp* op, OrtShapeInferContext* context) noexcept {
    const auto& self = *static_cast<const Operator*>(op);
    const Api api(self.table);
    OrtStatus* const status = guarded(api, [&] { infer(api, self.dtype, context); });
    static_cast<void>(is_present(api, status));
    return nullptr;
}

}  // namespace convt::ort
