#include "scratch_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "npy/npy.hpp"
#include "npy/npy_elements.hpp"

namespace convt::tools::test {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "convt_tools.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    folder_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::vector<std::string> ScratchFolder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string ScratchFolder::write(const std::string& name, const std::string& bytes) const {
    std::ofstream stream(folder_ / name, std::ios::binary);
    stream << bytes;
    return path(name);
}

std::string ScratchFolder::write_array(const std::string& name, const std::vector<std::int64_t>& shape,
                                       const std::vector<float>& values) const {
    std::ostringstream bytes;
    write_npy(bytes, shape, values.data());
    return write(name, bytes.str());
}

std::string ScratchFolder::write_integers(const std::string& name, DType dtype,
                                          const std::vector<std::int64_t>& shape,
                                          const std::vector<std::int32_t>& values) const {
    std::ostringstream bytes;
    write_npy(bytes, shape, dtype, elements_of({shape, {}, dtype, values}, dtype).data());
    return write(name, bytes.str());
}

}  // namespace convt::tools::test
