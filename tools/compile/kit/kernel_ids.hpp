#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compile/kit/catalog.hpp"
#include "compile/kit/generators.hpp"

namespace convt::tools {

/// Identities of kernels that the running library does not have: those of other processors, and those that
/// generators have to make. They are what generators/schedule_ids.py says.
class KernelIds {
public:
    /// @param object_ids  the file of that name of the library's processor; it may be missing
    /// Throws InputError when the file is not as expected.
    KernelIds(const Catalog& catalog, const std::filesystem::path& object_ids,
              const std::optional<Generators>& generators);

    /// A kernel's identity, for which its objects are compiled where they have to be. Empty when it cannot be
    /// known. Throws InputError.
    [[nodiscard]] std::string of(const std::string& kernel_name) const;

private:
    [[nodiscard]] std::string id_of_object(const std::string& symbol, bool shipped) const;

    const Catalog& catalog_;
    const std::optional<Generators>& generators_;
    std::map<std::string, std::string> shipped_;  ///< symbol -> identity
};

/// CRC-32 of bytes, as eight hexadecimal digits.
[[nodiscard]] std::string crc32_text(std::string_view bytes);

}  // namespace convt::tools
