#include "arrays/outputs.hpp"

#include <string>
#include <utility>

#include "errors.hpp"

namespace convt::python {
namespace {

/// The addresses from an array's first element to past its last.
struct Range {
    std::uintptr_t begin;
    std::uintptr_t end;
};

Range range_of(const Array& array) noexcept {
    const auto first = reinterpret_cast<std::uintptr_t>(array.data);
    if (array.elements() == 0) return {first, first};
    std::int64_t before = 0;
    std::int64_t after = 1;
    for (int i = 0; i < array.axes; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const std::int64_t reach = (array.shape[at] - 1) * array.strides[at];
        (reach < 0 ? before : after) += reach;
    }
    const auto size = static_cast<std::int64_t>(bytes_of(array.dtype));
    return {first + static_cast<std::uintptr_t>(before * size),
            first + static_cast<std::uintptr_t>(after * size)};
}

nb::dlpack::dtype dtype_for_numpy(DType dtype) {
    switch (dtype) {
        case DType::float64:
            return nb::dtype<double>();
        case DType::float32:
            return nb::dtype<float>();
        case DType::float16:
            return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
        default:  // numpy takes bfloat16 as its bits
            return nb::dtype<std::uint16_t>();
    }
}

}  // namespace

Outputs::Outputs(nb::handle out) : out_(nb::borrow(out)) {
    if (!out.is_none()) given_ = read_writable(out, "out");
}

void Outputs::check(const std::vector<std::int64_t>& shape, std::initializer_list<const Array*> read) const {
    if (!given_) return;
    const std::vector<std::int64_t> has = given_->shape_vector();
    if (has != shape) {
        raise_value_error("out has shape " + shape_text(has) + "; the outputs have shape " +
                          shape_text(shape));
    }
    const Range written = range_of(*given_);
    for (const Array* array : read) {
        if (array == nullptr || array->copy != nullptr) continue;
        const Range range = range_of(*array);
        if (written.begin < range.end && range.begin < written.end) {
            raise_value_error(std::string("out and ") + array->name + " share memory; they must lie apart");
        }
    }
}

void* Outputs::memory(const std::vector<std::int64_t>& shape, DType dtype) {
    if (given_) return const_cast<void*>(given_->data);
    std::size_t bytes = bytes_of(dtype);
    for (const std::int64_t size : shape) bytes *= static_cast<std::size_t>(size);
    made_ = allocated_lines(bytes, "outputs");
    return made_.get();
}

nb::object Outputs::take(const std::vector<std::int64_t>& shape, DType dtype) {
    if (given_) return out_;
    void* memory = made_.get();
    const nb::capsule owner(made_.release(), [](void* owned) noexcept { FreeLines()(owned); });
    std::array<std::size_t, kMostAxes> unsigned_sizes{};
    std::copy(shape.begin(), shape.end(), unsigned_sizes.begin());
    nb::object array = nb::cast(nb::ndarray<nb::numpy>(memory, shape.size(), unsigned_sizes.data(), owner,
                                                       nullptr, dtype_for_numpy(dtype)));
    if (dtype != DType::bfloat16) return array;
    return array.attr("view")(nb::module_::import_("ml_dtypes").attr("bfloat16"));
}

}  // namespace convt::python
