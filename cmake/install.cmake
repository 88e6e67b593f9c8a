# What users of the target `convt` see: its headers, its exported symbols and the package that find_package
# reads. Included where the target is made. Neither Halide nor Python is part of what is installed.
include(CMakePackageConfigHelpers)

target_sources(convt PUBLIC FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/runtime/include" "${CMAKE_CURRENT_BINARY_DIR}/include"
    FILES "${PROJECT_SOURCE_DIR}/runtime/include/convt/context.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/convt.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/frameworks.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/frameworks.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/gradients.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/gradients.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/measured.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/one_call.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/convt.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/desc.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/plan.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/context.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/prelu.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/quantization.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/quantized.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/status.hpp"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/tuning.h"
          "${PROJECT_SOURCE_DIR}/runtime/include/convt/tuning.hpp"
          "${CMAKE_CURRENT_BINARY_DIR}/include/convt/version.h")

# A C compiler links neither the C++ library nor libm by itself.
set(convt_cxx_libraries)
if (NOT BUILD_SHARED_LIBS)
    set(convt_cxx_libraries ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
    list(FILTER convt_cxx_libraries INCLUDE REGEX "^(stdc\\+\\+|c\\+\\+|m)$")
    list(REMOVE_DUPLICATES convt_cxx_libraries)
    target_link_libraries(convt INTERFACE "$<$<LINK_LANGUAGE:C>:${convt_cxx_libraries}>")
endif ()

# Before 1.0 a minor version may change the interface.
set(convt_soname "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
set_target_properties(convt PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${convt_soname})
if (BUILD_SHARED_LIBS)
    include("${PROJECT_SOURCE_DIR}/cmake/shared.cmake")
    convt_export_by_map(convt CONVT_${convt_soname})
endif ()

set(convt_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/convt")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/convtConfig.cmake.in"
                              "${CMAKE_CURRENT_BINARY_DIR}/convtConfig.cmake"
                              INSTALL_DESTINATION "${convt_package_dir}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/convtConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)

# For pkg-config, with paths relative to where the file lies.
set(convt_pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH convt_pc_prefix "/${convt_pkgconfig_dir}" "/")
string(REGEX REPLACE "/$" "" convt_pc_prefix "${convt_pc_prefix}")
list(TRANSFORM convt_cxx_libraries PREPEND "-l" OUTPUT_VARIABLE convt_pc_libraries)
if (NOT BUILD_SHARED_LIBS)
    list(APPEND convt_pc_libraries -pthread)
endif ()
list(JOIN convt_pc_libraries " " convt_pc_libraries)
configure_file("${PROJECT_SOURCE_DIR}/cmake/convt.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/convt.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/convt.pc" DESTINATION "${convt_pkgconfig_dir}" COMPONENT convt)

install(TARGETS convt EXPORT convtTargets
        ARCHIVE COMPONENT convt
        LIBRARY COMPONENT convt NAMELINK_COMPONENT convt
        FILE_SET HEADERS COMPONENT convt)
install(EXPORT convtTargets NAMESPACE convt:: DESTINATION "${convt_package_dir}" COMPONENT convt)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/convtConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/convtConfigVersion.cmake"
        DESTINATION "${convt_package_dir}" COMPONENT convt)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT convt)
