# libconvt_wheel.so: the library with all kernels, once for the module and all libraries beside it. One of the system, or of the
# program that holds the interpreter, has another name and other versions of its symbols, so neither is taken for the other.
include("${CMAKE_CURRENT_SOURCE_DIR}/../cmake/shared.cmake")
# With the whole version: classes of C++ cross the boundary, so what was linked with another wheel's library must not run.
convt_add_shared(convt_wheel CONVT_WHEEL_${SKBUILD_PROJECT_VERSION})
target_include_directories(convt_wheel INTERFACE $<TARGET_PROPERTY:convt::convt,INTERFACE_INCLUDE_DIRECTORIES>)
# libstdc++ inside: older systems have an older one. Without its parts that nothing calls, one of which asks for a newer glibc.
target_link_options(convt_wheel PRIVATE -static-libstdc++ "LINKER:--gc-sections")
