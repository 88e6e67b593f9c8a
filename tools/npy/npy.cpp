#include "npy/npy.hpp"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/elements.hpp"
#include "npy/npy_elements.hpp"
#include "npy/npy_header.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read as they lie in the file");

using namespace std::string_view_literals;
constexpr std::string_view kPreamble = "\x93NUMPY\1\0"sv;
constexpr std::size_t kAlignment = 64;

/// Bytes of the data that the shape announces; more than any file holds when the product overflows.
std::uint64_t data_bytes(const std::vector<std::int64_t>& shape, DType dtype) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    auto bytes = static_cast<std::uint64_t>(detail::stored_bytes(dtype));
    for (const std::int64_t extent : shape) {
        if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) return UINT64_MAX;
    }
    return bytes;
}

std::string python_tuple(const std::vector<std::int64_t>& values) {
    std::string text;
    for (const std::int64_t value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
    return "(" + text + (values.size() == 1 ? ",)" : ")");
}

/// Distances along each dimension of an array whose first index moves fastest.
std::vector<std::int64_t> fortran_steps(const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> steps;
    std::int64_t step = 1;
    for (const std::int64_t extent : shape) {
        steps.push_back(step);
        step *= extent;
    }
    return steps;
}

/// Of this machine. A sparse file may announce any size, and taking memory for it would end other programs.
std::uint64_t memory_bytes() {
    return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Copies an array to row-major order of `shape`: the element at (i, j, …) is that at i * steps[0] + j *
/// steps[1] + ….
template <typename T>
std::vector<T> gather(const std::vector<T>& values, const std::vector<std::int64_t>& shape,
                      const std::vector<std::int64_t>& steps) {
    std::vector<T> result(values.size());
    std::vector<std::int64_t> at(shape.size());
    std::int64_t from = 0;
    for (T& value : result) {
        value = values[static_cast<std::size_t>(from)];
        for (std::size_t d = shape.size(); d-- > 0;) {
            from += steps[d];
            if (++at[d] < shape[d]) break;
            from -= steps[d] * shape[d];
            at[d] = 0;
        }
    }
    return result;
}

}  // namespace

NpyArray parse_npy(std::istream& stream, std::uint64_t size) {
    const NpyHeader header = read_npy_header(stream);
    const std::uint64_t announced = data_bytes(header.shape, header.dtype);
    const std::uint64_t present = size - std::min(size, header.bytes);
    if (announced != present) {
        throw InputError("holds " + std::to_string(present) + " bytes of data; its shape needs " +
                         (announced == UINT64_MAX ? "2^64 or more" : std::to_string(announced)));
    }
    std::vector<std::byte> bytes(announced);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(announced));
    if (!stream) throw InputError("could not be read to its end");
    NpyArray array{header.shape, {}, header.dtype};
    read_elements(bytes, array);
    if (header.fortran_order) {
        const std::vector<std::int64_t> steps = fortran_steps(array.shape);
        if (!array.values.empty()) array.values = gather(array.values, array.shape, steps);
        if (!array.integers.empty()) array.integers = gather(array.integers, array.shape, steps);
    }
    return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
    const std::string name = path.string();
    const std::uint64_t size = InputFile(path, memory_bytes()).size();
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw InputError(name + " cannot be opened for reading");
    try {
        return parse_npy(stream, size);
    } catch (const InputError& error) {
        throw InputError(name + " " + error.what());
    }
}

void write_npy(std::ostream& stream, const std::vector<std::int64_t>& shape, const float* values) {
    write_npy(stream, shape, DType::float32, values);
}

void write_npy(std::ostream& stream, const std::vector<std::int64_t>& shape, DType dtype,
               const void* values) {
    std::string header = "{'descr': '" + std::string(npy_type(dtype).descr) +
                         "', 'fortran_order': False, 'shape': " + python_tuple(shape) + ", }";
    const std::size_t unpadded = kPreamble.size() + 2 + header.size() + 1;
    header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ').push_back('\n');
    const auto length = static_cast<std::uint16_t>(header.size());
    stream << kPreamble << static_cast<char>(length & 0xFF) << static_cast<char>(length >> 8) << header;
    stream.write(static_cast<const char*>(values), static_cast<std::streamsize>(data_bytes(shape, dtype)));
}

}  // namespace convt::tools
