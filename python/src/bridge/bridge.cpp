#include "bridge/bridge.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <vector>

#include "bridge/table.hpp"
#include "calls/dense_run.hpp"

namespace convt::python {
namespace {

Dims dims_of(const BridgeCall::Values& read) {
    return Dims(std::vector<std::int64_t>(read.values, read.values + read.count));
}

Status run(const BridgeCall& call) {
    Result<ConvTransposeDesc> desc = keras_desc(
        {call.inputs_shape, call.inputs_shape + call.inputs_axes},
        {call.kernel_shape, call.kernel_shape + call.kernel_axes}, dims_of(call.strides), call.padding,
        call.output_padding.count == 0 ? std::nullopt : std::optional(dims_of(call.output_padding)),
        call.data_format, dims_of(call.dilation_rate));
    if (!desc.ok()) return desc.status();
    desc->dtype = call.dtype;
    if (Status s = validate(*desc); !s.ok()) return s;
    const std::vector<std::int64_t> shape = outputs_shape(*desc);
    void* const outputs = call.allocate(call.allocate_state, shape.data(), static_cast<int>(shape.size()));
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return {};
    if (outputs == nullptr) return {StatusCode::out_of_memory, "there is no memory for the outputs"};
    return run_dense(*desc, call.inputs, call.kernel, outputs);
}

StatusCode conv_transpose(const BridgeCall& call, char* message, std::size_t message_bytes) noexcept {
    try {
        const Status status = run(call);
        if (!status.ok()) std::snprintf(message, message_bytes, "%s", status.message().c_str());
        return status.code();
    } catch (const std::exception& error) {
        std::snprintf(message, message_bytes, "%s", error.what());
        return StatusCode::out_of_memory;
    }
}

constexpr BridgeTable kTable = {&conv_transpose};

}  // namespace

void bind_bridge(nanobind::module_& module) {
    module.def("_bridge_address", [] { return reinterpret_cast<std::uintptr_t>(&kTable); });
}

}  // namespace convt::python
