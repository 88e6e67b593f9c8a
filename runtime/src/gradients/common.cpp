#include "gradients/common.hpp"

#include "base/text.hpp"
#include "planning/select.hpp"
#include "problem/quantization.hpp"

namespace convt::detail {

Status check_gradient_desc(const ConvTransposeDesc& desc) {
    if (Status s = validate(desc); !s.ok()) return s;
    if (is_quantized(desc.dtype)) {
        return unsupported("dtype is ", dtype_name(desc.dtype),
                           "; gradients are of float32, float64, float16 and bfloat16");
    }
    if (output_dtype(desc) != desc.dtype) {
        return unsupported("output_dtype is ", dtype_name(output_dtype(desc)), " for inputs of ",
                           dtype_name(desc.dtype), "; gradients have one type");
    }
    if (desc.activation != Activation::none) {
        return invalid("activation is ", static_cast<int>(desc.activation),
                       "; it must be none, as its derivative needs the outputs");
    }
    return {};
}

Status check_gradient_order(KernelOrder order) {
    if (order == KernelOrder::keras || order == KernelOrder::pytorch) return {};
    return invalid("order is ", static_cast<int>(order), "; it must be keras or pytorch");
}

bool has_outputs(const ConvTransposeDesc& desc) noexcept {
    bool any = desc.batch > 0 && desc.out_channels > 0;
    for (int d = 0; d < desc.rank; ++d) any = any && desc.out_spatial[static_cast<std::size_t>(d)] > 0;
    return any;
}

Result<std::shared_ptr<const PlanState>> gradient_plan(const ConvTransposeDesc& desc,
                                                       const GradientOptions& options, Algorithm algorithm,
                                                       KernelTable table) {
    PlanOptions with;
    with.max_isa = options.max_isa;
    with.algorithm = algorithm;
    with.threads = options.threads;
    with.weights = Weights::argument;
    const Result<Isa> highest = highest_isa(with);
    if (!highest.ok()) return highest.status();
    return make_plan(desc, with, table, *highest);
}

}  // namespace convt::detail
