#include "compile/library.hpp"

namespace convt::tools {

std::string cmake_config_text(const std::string& name) {
    const std::string target = name + "::" + name;
    return "# Written by convt compile: find_package(" + name + "), then link " + target +
           ".\n"
           "include(CMakeFindDependencyMacro)\n"
           "find_dependency(Threads)\n"
           "if (NOT TARGET " +
           target + ")\n    add_library(" + target + " STATIC IMPORTED)\n    set_target_properties(" +
           target +
           " PROPERTIES\n"
           "        IMPORTED_LOCATION \"${CMAKE_CURRENT_LIST_DIR}/lib" +
           name +
           ".a\"\n"
           "        INTERFACE_INCLUDE_DIRECTORIES \"${CMAKE_CURRENT_LIST_DIR}\"\n"
           "        INTERFACE_LINK_LIBRARIES \"Threads::Threads;stdc++;m\")\n"
           "endif ()\n";
}

}  // namespace convt::tools
