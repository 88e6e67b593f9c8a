#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compile/tflite/schema.hpp"

namespace flatbuffers {
class Table;
class Verifier;
}  // namespace flatbuffers

namespace convt::tools::tflite {

/// A table of a FlatBuffer all of whose fields lie within the file. Borrows the bytes. Fields that are absent
/// are 0, empty or as the caller says.
class CheckedTable {
public:
    CheckedTable() = default;

    [[nodiscard]] bool there() const { return table_ != nullptr; }
    [[nodiscard]] std::int64_t number(const Field& field, std::int64_t otherwise = 0) const;
    [[nodiscard]] std::string_view text(const Field& field) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes(const Field& field) const;
    [[nodiscard]] std::span<const std::int32_t> integers(const Field& field) const;
    [[nodiscard]] std::span<const std::int64_t> longs(const Field& field) const;
    [[nodiscard]] std::span<const float> floats(const Field& field) const;
    [[nodiscard]] CheckedTable table(const Field& field) const;
    [[nodiscard]] std::vector<CheckedTable> tables(const Field& field) const;

private:
    friend class CheckedFile;
    explicit CheckedTable(const flatbuffers::Table* table) : table_(table) {}
    const flatbuffers::Table* table_ = nullptr;
};

/// The bytes of a model. They are kept at an address that is aligned for every field.
class CheckedFile {
public:
    /// Checks all that model::type leads to. Throws InputError.
    explicit CheckedFile(std::string bytes);
    CheckedFile(const CheckedFile&) = delete;
    CheckedFile& operator=(const CheckedFile&) = delete;

    [[nodiscard]] CheckedTable model() const { return model_; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const;
    /// A table in a field that may hold several types; checked here. Throws InputError.
    [[nodiscard]] CheckedTable checked(const CheckedTable& table, const Field& field) const;

private:
    std::string bytes_;
    CheckedTable model_;
};

}  // namespace convt::tools::tflite
