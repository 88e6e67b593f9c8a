#include "compile/names/check_names.hpp"

#include <regex>

#include "compile/names/identifiers.hpp"
#include "compile/names/reserved_names.hpp"
#include "compile/toolchain/files.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

/// What the compiler calls the lines that declare a name; the number of a line is that of its name.
constexpr const char* kFile = "convt_names";

std::string numbered(std::size_t number, const std::string& line) {
    return "#line " + std::to_string(number) + " \"" + kFile + "\"\n" + line + "\n";
}

/// A program that declares each name behind all headers, the library's own as the namespace that it is.
std::string probe(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& header : system_headers()) {
        text += "#if __has_include(<" + header + ".h>)\n#include <" + header + ".h>\n#endif\n";
    }
    text += "struct convt_probe;\n";
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += numbered(i + 1, "#ifdef " + names[i]) + numbered(i + 1, "#error taken") +
                numbered(i + 1, "#endif") +
                numbered(i + 1, i == 0 ? "namespace " + names[i] + " {}"
                                       : "typedef struct convt_probe " + names[i] + ";");
    }
    return text;
}

}  // namespace

void check_names(const std::string& library, const std::vector<std::string>& ids,
                 const Toolchain& toolchain) {
    std::vector<std::string> names{library};
    for (std::string& name : header_names(library, ids)) names.push_back(std::move(name));
    const TemporaryFolder folder;
    write_file(folder.path() / "names.cpp", probe(names));
    const std::string said = toolchain.check(folder.path(), "names.cpp");
    static const std::regex line(std::string(kFile) + ":([1-9][0-9]{0,8}):");
    std::smatch match;
    if (said.empty()) return;
    if (!std::regex_search(said, match, line)) throw InputError("the compiler failed: " + said);
    const std::string& taken = names.at(std::stoul(match[1]) - 1);
    throw InputError("--name is '" + library + "'; " +
                     (taken == library ? "that name is" : "the header would define " + taken + ", which is") +
                     " taken by the headers of the system; choose another --name");
}

}  // namespace convt::tools
