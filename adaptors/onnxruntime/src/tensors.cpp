#include "tensors.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "errors.hpp"

namespace convt::ort {
namespace {

float widened(std::uint16_t half) {
    const int exponent = (half >> 10) & 31;
    const int fraction = half & 1023;
    float value = 0;
    if (exponent == 31) {
        value =
            fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
    } else {
        value = std::ldexp(static_cast<float>(exponent == 0 ? fraction : fraction + 1024),
                           (exponent == 0 ? 1 : exponent) - 25);
    }
    return (half & 0x8000) != 0 ? -value : value;
}

}  // namespace

Shape shape_of(const Api& api, const OrtTensorTypeAndShapeInfo* info) {
    std::size_t axes = 0;
    check(api, api(entry::get_dimensions_count)(info, &axes));
    Shape shape(axes);
    check(api, api(entry::get_dimensions)(info, shape.data(), axes));
    return shape;
}

Tensor tensor_of(const Api& api, const OrtValue* value) {
    OrtTensorTypeAndShapeInfo* made = nullptr;
    check(api, api(entry::get_tensor_type_and_shape)(value, &made));
    const Owned info(api, entry::release_tensor_type_and_shape_info, made);
    void* data = nullptr;
    // The table has no other entry for the address; what is read here is never written to.
    check(api, api(entry::get_tensor_mutable_data)(const_cast<OrtValue*>(value), &data));
    return {data, shape_of(api, info.get())};
}

std::vector<float> widened(const void* halves, std::size_t count) {
    std::vector<std::uint16_t> bits(count);
    if (count > 0) std::memcpy(bits.data(), halves, count * sizeof(std::uint16_t));
    std::vector<float> values;
    values.reserve(count);
    for (const std::uint16_t half : bits) values.push_back(widened(half));
    return values;
}

}  // namespace convt::ort
