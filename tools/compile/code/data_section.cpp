#include "compile/code/data_section.hpp"

#include <algorithm>

#include "compile/toolchain/files.hpp"

namespace convt::tools {
namespace {

/// No library's name begins like this, so none of its functions can be called so.
std::string symbol(std::size_t index) {
    return "convt_compiled_data_" + std::to_string(index);
}

}  // namespace

std::string DataSection::add(const std::vector<std::byte>& bytes) {
    const auto found = std::find(blobs_.begin(), blobs_.end(), bytes);
    const auto index = static_cast<std::size_t>(found - blobs_.begin());
    if (found == blobs_.end()) blobs_.push_back(bytes);
    return symbol(index);
}

std::size_t DataSection::bytes() const {
    std::size_t bytes = 0;
    for (const auto& blob : blobs_) bytes += blob.size();
    return bytes;
}

std::vector<std::string> DataSection::symbols() const {
    std::vector<std::string> symbols;
    for (std::size_t i = 0; i < blobs_.size(); ++i) symbols.push_back(symbol(i));
    return symbols;
}

void DataSection::write(const std::filesystem::path& folder) const {
    std::string text;
    for (std::size_t i = 0; i < blobs_.size(); ++i) {
        const std::string name = symbol(i);
        text += "    .section .rodata." + name + ",\"a\",%progbits\n    .balign 64\n    .globl " + name +
                "\n    .hidden " + name + "\n    .type " + name + ", %object\n" + name + ":\n    .incbin \"" +
                name + ".bin\"\n    .size " + name + ", . - " + name + "\n";
        write_file(folder / (name + ".bin"),
                   {reinterpret_cast<const char*>(blobs_[i].data()), blobs_[i].size()});
    }
    write_file(folder / "data.s", text + "    .section .note.GNU-stack,\"\",%progbits\n");
}

}  // namespace convt::tools
