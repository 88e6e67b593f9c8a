#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace convt::fuzz {

/// Makes values of a fuzzer's bytes. Bytes that are not there read as 0.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const std::uint8_t value = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return value;
    }

    /// Mostly a small size; from 224 upwards one of the values where arithmetic goes wrong, and for 255 the
    /// next eight bytes as they are.
    [[nodiscard]] std::int64_t size() {
        const std::uint8_t code = byte();
        if (code < 224) return code % 28;
        constexpr std::int64_t kEdges[] = {-1,         28,         64,         100,       255,
                                           256,        1000,       65535,      65536,     0x7ffffffe,
                                           0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX, INT64_MIN};
        if (code < 255) return kEdges[(code - 224) % std::size(kEdges)];
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i) value = value << 8 | byte();
        std::int64_t raw = 0;
        std::memcpy(&raw, &value, sizeof(raw));
        return raw;
    }

private:
    std::span<const std::uint8_t> bytes_;
};

}  // namespace convt::fuzz
