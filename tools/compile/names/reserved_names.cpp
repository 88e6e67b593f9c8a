#include "compile/names/reserved_names.hpp"

#include <algorithm>
#include <set>

namespace convt::tools {
namespace {

using Names = std::set<std::string>;

constexpr std::size_t kLongestName = 100;

// clang-format off
const Names& words() {
    static const Names names{
        // C, up to C23
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
        "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
        "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
        "alignas", "alignof", "bool", "constexpr", "false", "nullptr", "static_assert", "thread_local", "true",
        "typeof", "typeof_unqual", "asm", "fortran", "complex", "imaginary", "noreturn", "I",
        // C++, up to C++23
        "and", "and_eq", "bitand", "bitor", "catch", "char16_t", "char32_t", "char8_t", "class", "co_await",
        "co_return", "co_yield", "compl", "concept", "const_cast", "consteval", "constinit", "decltype", "delete",
        "dynamic_cast", "explicit", "export", "friend", "mutable", "namespace", "new", "noexcept", "not", "not_eq",
        "operator", "or", "or_eq", "private", "protected", "public", "reinterpret_cast", "requires", "static_cast",
        "template", "this", "throw", "try", "typeid", "typename", "using", "virtual", "wchar_t", "xor", "xor_eq",
        "final", "import", "module", "override", "std", "posix",
        // Functions and macros that every program may have
        "main", "errno", "assert", "stdin", "stdout", "stderr", "EOF", "NULL", "defined", "offsetof",
        // Macros of compilers, in modes with extensions
        "linux", "unix", "i386", "mips", "sparc", "sun",
        // <stddef.h>, <stdint.h>
        "size_t", "ssize_t", "ptrdiff_t", "max_align_t", "nullptr_t",
        "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t",
        "int_least8_t", "int_least16_t", "int_least32_t", "int_least64_t",
        "uint_least8_t", "uint_least16_t", "uint_least32_t", "uint_least64_t",
        "int_fast8_t", "int_fast16_t", "int_fast32_t", "int_fast64_t",
        "uint_fast8_t", "uint_fast16_t", "uint_fast32_t", "uint_fast64_t",
        "intptr_t", "uintptr_t", "intmax_t", "uintmax_t",
    };
    return names;
}

/// Libraries that programs link by name: -lm would take ours.
const Names& system_libraries() {
    static const Names names{"anl", "asan", "atomic", "c", "crypt", "dl", "gcc", "gcc_eh", "gcc_s", "gomp", "m", "mvec",
                             "nsl", "pthread", "resolv", "rt", "supc", "tsan", "ubsan", "util"};
    return names;
}
// clang-format on

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// True for what C accepts as a name outside of its own library, with more appended as well, and C++ too.
bool is_identifier(const std::string& text) {
    if (text.empty() || !is_letter(text.front()) || text.back() == '_') return false;
    return text.find("__") == std::string::npos && std::all_of(text.begin(), text.end(), [](char c) {
               return c == '_' || is_letter(c) || is_digit(c);
           });
}

}  // namespace

bool is_reserved(const std::string& name) {
    return words().contains(name);
}

const std::vector<std::string>& system_headers() {
    // clang-format off
    static const std::vector<std::string> names{
        "aio", "alloca", "arpa/inet", "assert", "cpio", "ctype", "dirent", "dlfcn", "elf", "endian", "err", "errno",
        "execinfo", "fcntl", "features", "fenv", "float", "fmtmsg", "fnmatch", "ftw", "getopt", "glob", "grp", "iconv",
        "inttypes", "iso646", "langinfo", "libgen", "limits", "link", "locale", "malloc", "math", "memory", "monetary",
        "mqueue", "ndbm", "net/if", "netdb", "netinet/in", "netinet/tcp", "nl_types", "paths", "poll", "pthread", "pwd",
        "regex", "sched", "search", "semaphore", "setjmp", "signal", "spawn", "stdalign", "stdarg", "stdbool", "stddef",
        "stdint", "stdio", "stdlib", "stdnoreturn", "string", "strings", "stropts", "sys/ipc", "sys/mman", "sys/msg",
        "sys/param", "sys/resource", "sys/select", "sys/sem", "sys/shm", "sys/socket", "sys/stat", "sys/statvfs",
        "sys/sysmacros", "sys/time", "sys/times", "sys/types", "sys/uio", "sys/un", "sys/utsname", "sys/wait", "sysexits",
        "syslog", "tar", "termios", "threads", "time", "trace", "uchar", "ucontext", "ulimit", "unistd", "utime", "utmpx",
        "wait", "wchar", "wctype", "wordexp"};
    // clang-format on
    return names;
}

std::string name_refusal(const std::string& name) {
    if (!is_identifier(name) || name.size() > kLongestName) {
        return "it must be a name in C of at most " + std::to_string(kLongestName) +
               " letters, digits and single '_', which begins with a letter and does not end with '_'";
    }
    if (is_reserved(name)) return "it has a meaning in C or C++";
    if (name == "convt" || name == "halide" || name.starts_with("convt_") || name.starts_with("halide_")) {
        return "names that begin with convt and halide are those of the parts that a library is made of";
    }
    if (system_libraries().contains(name)) return "lib" + name + ".a would stand for a library of the system";
    const auto& headers = system_headers();
    // C++ has wrappers of these, which a probe in C++ would include.
    const bool more = name == "complex" || name == "stdatomic" || name == "tgmath";
    if (more || std::find(headers.begin(), headers.end(), name) != headers.end()) {
        return name + ".h would stand for a header of the system";
    }
    return {};
}

}  // namespace convt::tools
