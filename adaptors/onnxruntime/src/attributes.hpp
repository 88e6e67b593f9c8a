#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convt/frameworks.hpp"
#include "interface.hpp"

namespace convt::ort {

using Shape = std::vector<std::int64_t>;

/// Where a node's attributes are read from.
class AttributeSource {
public:
    virtual ~AttributeSource() = default;
    /// Nothing where the node has no such attribute.
    [[nodiscard]] virtual std::optional<std::int64_t> integer(const char* name) const = 0;
    [[nodiscard]] virtual std::optional<std::string> text(const char* name) const = 0;
    /// Empty where the node has no such attribute.
    [[nodiscard]] virtual Shape integers(const char* name) const = 0;
};

/// Attributes as a kernel has them when it is created.
class KernelAttributes final : public AttributeSource {
public:
    KernelAttributes(const Api& api, const OrtKernelInfo* info) noexcept : api_(api), info_(info) {}
    [[nodiscard]] std::optional<std::int64_t> integer(const char* name) const override;
    [[nodiscard]] std::optional<std::string> text(const char* name) const override;
    [[nodiscard]] Shape integers(const char* name) const override;

private:
    Api api_;
    const OrtKernelInfo* info_;
};

/// A ConvTranspose without its tensors.
class Attributes {
public:
    /// Throws a Failure for an auto_pad that there is not.
    explicit Attributes(const AttributeSource& source);

    /// The problem of inputs and weights of these shapes; throws a Failure where they break a rule.
    [[nodiscard]] ConvTransposeDesc describe(DType dtype, const Shape& inputs, const Shape& weights) const;

private:
    OnnxAttributes onnx_;
    Shape kernel_shape_;
};

}  // namespace convt::ort
