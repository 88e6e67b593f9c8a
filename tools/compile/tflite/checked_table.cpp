#include "compile/tflite/checked_table.hpp"

#include <flatbuffers/flatbuffers.h>

#include <bit>

#include "support/input_error.hpp"

namespace convt::tools::tflite {
namespace {

namespace fb = flatbuffers;

// Vectors are read where they lie.
static_assert(std::endian::native == std::endian::little);

constexpr int kMostDepth = 16;
constexpr int kMostTables = 200'000;
constexpr std::size_t kMostBytes = FLATBUFFERS_MAX_BUFFER_SIZE - 1;

/// The place of a field in a table's list of offsets.
fb::voffset_t place(const Field& field) {
    return static_cast<fb::voffset_t>(4 + 2 * field.number);
}

/// Newer releases are told the alignment.
template <typename T>
bool check_scalar(const fb::Table& table, fb::Verifier& verifier, const Field& field) {
    if constexpr (requires { table.VerifyField<T>(verifier, place(field), sizeof(T)); }) {
        return table.VerifyField<T>(verifier, place(field), sizeof(T));
    } else {
        return table.VerifyField<T>(verifier, place(field));
    }
}

template <typename T>
bool check_vector(const fb::Table& table, fb::Verifier& verifier, const Field& field) {
    if (!table.VerifyOffset(verifier, place(field))) return false;
    const auto* vector = table.GetPointer<const fb::Vector<T>*>(place(field));
    if (!verifier.VerifyVector(vector)) return false;
    // The verifier looks at the address of the length alone, which has 4 bytes.
    return vector == nullptr || reinterpret_cast<std::uintptr_t>(vector->Data()) % sizeof(T) == 0;
}

bool check_table(const fb::Table* table, fb::Verifier& verifier, const TableType& type);

bool check_tables(const fb::Table& table, fb::Verifier& verifier, const Field& field) {
    using Tables = fb::Vector<fb::Offset<fb::Table>>;
    if (!check_vector<fb::Offset<fb::Table>>(table, verifier, field)) return false;
    const auto* all = table.GetPointer<const Tables*>(place(field));
    for (fb::uoffset_t i = 0; all != nullptr && i < all->size(); ++i) {
        if (!check_table(all->Get(i), verifier, *field.of)) return false;
    }
    return true;
}

bool check_field(const fb::Table& table, fb::Verifier& verifier, const Field& field) {
    switch (field.kind) {
        case Kind::byte:
            return check_scalar<std::int8_t>(table, verifier, field);
        case Kind::integer:
            return check_scalar<std::int32_t>(table, verifier, field);
        case Kind::wide:
            return check_scalar<std::int64_t>(table, verifier, field);
        case Kind::text:
            return table.VerifyOffset(verifier, place(field)) &&
                   verifier.VerifyString(table.GetPointer<const fb::String*>(place(field)));
        case Kind::bytes:
            return check_vector<std::uint8_t>(table, verifier, field);
        case Kind::integers:
            return check_vector<std::int32_t>(table, verifier, field);
        case Kind::longs:
            return check_vector<std::int64_t>(table, verifier, field);
        case Kind::floats:
            return check_vector<float>(table, verifier, field);
        case Kind::table:
            return table.VerifyOffset(verifier, place(field)) &&
                   check_table(table.GetPointer<const fb::Table*>(place(field)), verifier, *field.of);
        case Kind::tables:
            return check_tables(table, verifier, field);
    }
    return false;
}

/// No table is right as well.
bool check_table(const fb::Table* table, fb::Verifier& verifier, const TableType& type) {
    if (table == nullptr) return true;
    if (!table->VerifyTableStart(verifier)) return false;
    for (const Field& field : type.fields) {
        if (!check_field(*table, verifier, field)) return false;
    }
    return verifier.EndTable();
}

fb::Verifier verifier_of(std::span<const std::uint8_t> bytes) {
    return {bytes.data(), bytes.size(), kMostDepth, kMostTables};
}

template <typename T>
std::span<const T> vector_of(const fb::Table* table, const Field& field) {
    const auto* all = table == nullptr ? nullptr : table->GetPointer<const fb::Vector<T>*>(place(field));
    if (all == nullptr) return {};
    return {reinterpret_cast<const T*>(all->Data()), all->size()};
}

}  // namespace

std::int64_t CheckedTable::number(const Field& field, std::int64_t otherwise) const {
    if (table_ == nullptr) return otherwise;
    switch (field.kind) {
        case Kind::byte:
            return table_->GetField<std::int8_t>(place(field), static_cast<std::int8_t>(otherwise));
        case Kind::integer:
            return table_->GetField<std::int32_t>(place(field), static_cast<std::int32_t>(otherwise));
        default:
            return table_->GetField<std::int64_t>(place(field), otherwise);
    }
}

std::string_view CheckedTable::text(const Field& field) const {
    const auto* text = table_ == nullptr ? nullptr : table_->GetPointer<const fb::String*>(place(field));
    return text == nullptr ? std::string_view() : std::string_view(text->c_str(), text->size());
}

std::span<const std::uint8_t> CheckedTable::bytes(const Field& field) const {
    return vector_of<std::uint8_t>(table_, field);
}
std::span<const std::int32_t> CheckedTable::integers(const Field& field) const {
    return vector_of<std::int32_t>(table_, field);
}
std::span<const std::int64_t> CheckedTable::longs(const Field& field) const {
    return vector_of<std::int64_t>(table_, field);
}
std::span<const float> CheckedTable::floats(const Field& field) const {
    return vector_of<float>(table_, field);
}

CheckedTable CheckedTable::table(const Field& field) const {
    return CheckedTable(table_ == nullptr ? nullptr : table_->GetPointer<const fb::Table*>(place(field)));
}

std::vector<CheckedTable> CheckedTable::tables(const Field& field) const {
    using Tables = fb::Vector<fb::Offset<fb::Table>>;
    const auto* all = table_ == nullptr ? nullptr : table_->GetPointer<const Tables*>(place(field));
    std::vector<CheckedTable> found;
    for (fb::uoffset_t i = 0; all != nullptr && i < all->size(); ++i)
        found.push_back(CheckedTable(all->Get(i)));
    return found;
}

CheckedFile::CheckedFile(std::string bytes) : bytes_(std::move(bytes)) {
    constexpr std::string_view kIdentifier = "TFL3";
    if (bytes_.size() < 8 || std::string_view(bytes_).substr(4, 4) != kIdentifier) {
        throw InputError("is no TensorFlow Lite model: it does not begin as one");
    }
    if (bytes_.size() > kMostBytes) {
        throw InputError("has " + std::to_string(bytes_.size()) + " bytes; a model has " +
                         std::to_string(kMostBytes) + " at most");
    }
    fb::Verifier verifier = verifier_of(this->bytes());
    const auto root = verifier.VerifyOffset(std::size_t{0});
    const auto* table = root == 0 ? nullptr : reinterpret_cast<const fb::Table*>(bytes_.data() + root);
    if (table == nullptr || !check_table(table, verifier, model::type)) {
        throw InputError("is no TensorFlow Lite model: its tables lead out of the file, or are too many");
    }
    model_ = CheckedTable(table);
}

std::span<const std::uint8_t> CheckedFile::bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()};
}

CheckedTable CheckedFile::checked(const CheckedTable& table, const Field& field) const {
    fb::Verifier verifier = verifier_of(bytes());
    if (!check_field(*table.table_, verifier, field))
        throw InputError("has options that lead out of the file");
    return table.table(field);
}

}  // namespace convt::tools::tflite
