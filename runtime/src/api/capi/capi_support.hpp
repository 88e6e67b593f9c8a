#pragma once

#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "convt/convt.h"
#include "convt/convt.hpp"

struct convt_context {
    convt::Context context;
};
struct convt_tuned_table {
    convt::TunedTable table;
};

struct convt_measured_table {
    convt::MeasuredTable table;
};

namespace convt::capi {

/// Writes `status` to `error`, which may be null, and returns its code.
convt_status report(const Status& status, convt_error* error) noexcept;

/// Refuses a null pointer.
[[nodiscard]] Status check_pointer(const char* name, const void* pointer);

/// Calls `body`, which returns a Status, and reports it. Nothing is thrown out of the C interface.
template <typename Body>
convt_status guarded(convt_error* error, Body body) noexcept {
    return report(detail::guarded(body), error);
}

/// Copies a text to a caller's buffer as snprintf does; returns its whole length.
std::size_t write_text(const std::string& from, char* text, std::size_t size) noexcept;

/// Moves the value of a Result into a new handle of type Handle.
template <typename Handle, typename T>
[[nodiscard]] Status hand_over(Result<T> result, Handle** handle) {
    if (!result.ok()) return result.status();
    *handle = new Handle{std::move(*result)};
    return {};
}

/// Copies a structure that begins with struct_size over the defaults in `known`. Its caller may know fewer
/// members than we do, but at least those of the interface's first version, `first_size` bytes.
template <typename T>
[[nodiscard]] Status read_struct(const char* name, const T* given, std::size_t first_size, T& known) {
    if (given == nullptr) return check_pointer(name, given);
    if (given->struct_size < first_size || given->struct_size > sizeof(T)) {
        return detail::invalid(name, ".struct_size is ", given->struct_size,
                               "; the structure's init function must set it, and this library knows ",
                               first_size, " to ", sizeof(T));
    }
    std::memcpy(&known, given, given->struct_size);
    return {};
}

/// Copies as many members as the caller knows; used by the init functions.
template <typename T>
void write_struct(T defaults, std::size_t struct_size, T* out) noexcept {
    if (out == nullptr) return;
    const std::size_t size = struct_size < sizeof(T) ? struct_size : sizeof(T);
    defaults.struct_size = size;
    std::memcpy(out, &defaults, size);
}

[[nodiscard]] Status to_cpp(const convt_desc* desc, ConvTransposeDesc& out);

/// Writes the members that the caller's structure has; its struct_size must be set.
[[nodiscard]] Status to_c(const ConvTransposeDesc& desc, convt_desc* out);

/// Refuses a value that is not one of the enumerators [0, count).
[[nodiscard]] Status check_enumerator(const char* name, int value, int count);

/// Refuses a number of spatial dimensions that arrays of the interface do not have.
[[nodiscard]] Status check_rank(int rank);

/// The arguments of a Keras call, as C++ takes them.
struct KerasCall {
    std::vector<std::int64_t> inputs_shape;
    std::vector<std::int64_t> kernel_shape;
    Dims strides = 1;
    Padding padding = Padding::valid;
    std::optional<Dims> output_padding;
    DataFormat data_format = DataFormat::channels_last;
    Dims dilation_rate = 1;
    DType dtype = DType::float32;
};

[[nodiscard]] Status to_cpp(const int64_t* inputs_shape, const int64_t* kernel_shape,
                            const convt_keras_arguments* arguments, KerasCall& out);

}  // namespace convt::capi
