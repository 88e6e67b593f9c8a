#include "calls/one_call.hpp"

#include <memory>
#include <string>
#include <utility>

#include "arguments/arguments.hpp"
#include "arrays/arrays.hpp"
#include "arrays/bias.hpp"
#include "arrays/layouts.hpp"
#include "arrays/outputs.hpp"
#include "calls/one_call_docs.hpp"
#include "calls/plan_cache.hpp"
#include "calls/workspaces.hpp"
#include "errors.hpp"
#include "released_lock.hpp"

namespace convt::python {
namespace {

using nb::literals::operator""_a;

PlanCache& cache() {
    static auto* const plans = new PlanCache;
    return *plans;
}

/// The arrays and arguments of a call, and the plan for them.
class Call {
public:
    Call(const Operator& op, nb::handle inputs, nb::handle kernel, nb::handle out)
        : op_(op),
          inputs_(read_array(inputs, "inputs")),
          kernel_(read_array(kernel, "kernel")),
          outputs_(out) {
        check_same_dtype(kernel_, inputs_);
        if (outputs_.given() != nullptr) check_same_dtype(*outputs_.given(), inputs_);
        const bool has_axes = inputs_.axes >= 3 && inputs_.axes <= kMostAxes && kernel_.axes == inputs_.axes;
        if (!has_axes) refuse_axes();
        if (!is_dense(inputs_) && !is_servable(inputs_, op_.data_format)) make_dense(inputs_);
        order_ = settle_kernel(kernel_);
    }

    /// The plan for so many threads: an earlier call's, or a new one.
    [[nodiscard]] std::shared_ptr<const CachedPlan> plan(int threads) const {
        const CallKey key = key_for(threads);
        if (std::shared_ptr<const CachedPlan> found = cache().find(key)) return found;
        ConvTransposeDesc desc = desc_of(op_, inputs_.dtype, inputs_.shape_vector(), kernel_.shape_vector());
        std::vector<std::int64_t> shape = outputs_shape(desc);
        outputs_.check(shape, {});
        if (!is_dense(inputs_)) desc.input_strides = strides_of(inputs_, op_.data_format);
        if (has_gaps(outputs_.given())) desc.output_strides = strides_of(*outputs_.given(), op_.data_format);
        PlanOptions options;
        options.threads = threads;
        options.weights = Weights::argument;
        return cache().add(key, {checked(Plan::create(desc, options)), std::move(shape)});
    }

    [[nodiscard]] nb::object run(nb::handle bias) {
        const BorrowedWorkspace workspace(checked(workspaces().take()));
        const std::shared_ptr<const CachedPlan> cached = plan(workspace->context.threads());
        const std::optional<Array> values = read_bias(bias, kernel_.shape[last(kernel_) - 1], inputs_);
        outputs_.check(cached->outputs_shape, {&inputs_, &kernel_, address(values)});
        void* written = outputs_.memory(cached->outputs_shape, inputs_.dtype);
        check(workspace->reserve(cached->plan.unpacked_bytes(order_)));
        Status status;
        {
            const ReleasedLock released;
            status = cached->plan.run_unpacked(inputs_.data, kernel_.data, order_, data(values), written,
                                               workspace->memory.get(), workspace->bytes, workspace->context);
        }
        check(status);
        return outputs_.take(cached->outputs_shape, inputs_.dtype);
    }

private:
    static std::size_t last(const Array& array) { return static_cast<std::size_t>(array.axes - 1); }
    static bool has_gaps(const Array* array) {
        return array != nullptr && array->axes <= kMostAxes && !is_dense(*array);
    }

    /// Says what the operator says of arrays with these axes.
    [[noreturn]] void refuse_axes() const {
        check(keras_desc(inputs_.shape_vector(), kernel_.shape_vector()).status());
        raise_value_error("inputs and kernel must have 3 to 5 axes");
    }

    [[nodiscard]] CallKey key_for(int threads) const {
        CallKey key;
        key.add(std::int64_t{inputs_.axes});
        key.add(std::int64_t{kernel_.axes});
        key.add(inputs_.shape);
        key.add(kernel_.shape);
        key.add(is_dense(inputs_) ? Axes{} : inputs_.strides);
        key.add(static_cast<std::int64_t>(inputs_.dtype));
        key.add(op_.strides);
        key.add(op_.dilation_rate);
        key.add(std::int64_t{op_.output_padding.has_value()});
        key.add(op_.output_padding.value_or(Dims(0)));
        key.add(static_cast<std::int64_t>(op_.padding));
        key.add(static_cast<std::int64_t>(op_.data_format));
        key.add(static_cast<std::int64_t>(op_.activation));
        for (const double value : op_.activation_values) key.add(value);
        key.add(std::int64_t{threads});
        key.add(static_cast<std::int64_t>(detect_isa()));
        if (has_gaps(outputs_.given())) {
            key.add(outputs_.given()->shape);
            key.add(outputs_.given()->strides);
        }
        return key;
    }

    const Operator& op_;
    Array inputs_;
    Array kernel_;
    Outputs outputs_;
    KernelOrder order_ = KernelOrder::keras;
};

nb::object conv_transpose(nb::handle inputs, nb::handle kernel, nb::handle strides, nb::handle padding,
                          nb::handle output_padding, nb::handle data_format, nb::handle dilation_rate,
                          nb::handle bias, nb::handle activation, nb::handle out) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, activation);
    return Call(op, inputs, kernel, out).run(bias);
}

nb::str explain(nb::handle inputs, nb::handle kernel, nb::handle strides, nb::handle padding,
                nb::handle output_padding, nb::handle data_format, nb::handle dilation_rate,
                nb::handle activation) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, activation);
    const Call call(op, inputs, kernel, nb::none());
    return nb::str(call.plan(workspaces().threads())->plan.explain().c_str());
}

nb::dict cache_info() {
    nb::dict info;
    info["plans"] = cache().size();
    info["most_plans"] = std::size_t{PlanCache::kMostPlans};
    info["hits"] = cache().hits();
    info["misses"] = cache().misses();
    return info;
}

}  // namespace

void bind_one_call(nb::module_& module) {
    module.def("conv_transpose", &conv_transpose, "inputs"_a.none(), "kernel"_a.none(),
               "strides"_a.none() = 1, "padding"_a.none() = "valid", "output_padding"_a = nb::none(),
               "data_format"_a = nb::none(), "dilation_rate"_a.none() = 1, nb::kw_only(),
               "bias"_a = nb::none(), "activation"_a = nb::none(), "out"_a = nb::none(), kConvTransposeDoc);
    module.def(
        "explain", &explain, "inputs"_a.none(), "kernel"_a.none(), "strides"_a.none() = 1,
        "padding"_a.none() = "valid", "output_padding"_a = nb::none(), "data_format"_a = nb::none(),
        "dilation_rate"_a.none() = 1, nb::kw_only(), "activation"_a = nb::none(),
        "The plan of the same call of conv_transpose, in words: kernel, split, what was considered before.");
    module.def(
        "cache_info", &cache_info,
        "How many plans of conv_transpose are kept, of how many at most, and how often they were found.");
    module.def(
        "clear_cache", [] { cache().clear(); }, "Forgets the plans of earlier calls of conv_transpose.");
}

}  // namespace convt::python
