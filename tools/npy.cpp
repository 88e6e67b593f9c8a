#include "npy.hpp"

#include <algorithm>
#include <bit>
#include <fstream>
#include <string>
#include <string_view>

#include "npy_header.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read as they lie in the file");

using namespace std::string_view_literals;
constexpr std::string_view kPreamble = "\x93NUMPY\1\0"sv;
constexpr std::size_t kAlignment = 64;

/// Bytes of the data that the shape announces; more than any file holds when the product overflows.
std::uint64_t data_bytes(const std::vector<std::int64_t>& shape) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    std::uint64_t bytes = sizeof(float);
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

}  // namespace

NpyArray parse_npy(std::istream& stream, std::uint64_t size) {
    const NpyHeader header = read_npy_header(stream);
    const std::uint64_t announced = data_bytes(header.shape);
    const std::uint64_t present = size - std::min(size, header.bytes);
    if (announced != present) {
        throw InputError("holds " + std::to_string(present) + " bytes of data; its shape needs " +
                         (announced == UINT64_MAX ? "2^64 or more" : std::to_string(announced)));
    }
    NpyArray array{header.shape, std::vector<float>(announced / sizeof(float))};
    stream.read(reinterpret_cast<char*>(array.values.data()), static_cast<std::streamsize>(announced));
    if (!stream) throw InputError("could not be read to its end");
    return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
    const std::string name = path.string();
    if (!std::filesystem::is_regular_file(path)) throw InputError(name + " is no file that can be read");
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw InputError(name + " cannot be opened for reading");
    try {
        return parse_npy(stream, std::filesystem::file_size(path));
    } catch (const InputError& error) {
        throw InputError(name + " " + error.what());
    }
}

void write_npy(std::ostream& stream, const std::vector<std::int64_t>& shape, const float* values) {
    std::uint64_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::uint64_t>(extent);
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + python_tuple(shape) + ", }";
    const std::size_t unpadded = kPreamble.size() + 2 + header.size() + 1;
    header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ').push_back('\n');
    const auto length = static_cast<std::uint16_t>(header.size());
    stream << kPreamble << static_cast<char>(length & 0xFF) << static_cast<char>(length >> 8) << header;
    stream.write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(count * sizeof(float)));
}

}  // namespace convt::tools
