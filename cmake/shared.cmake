# The shared library: what it shows, and how it is made of the static one. python/ includes this for the wheel's.

# It shows what the map lists, and nothing is left for its users to define. The names have a version, by which a process that
# loads two libraries of convt keeps them apart.
function (convt_export_by_map target symbol_version)
    set(map "${CMAKE_CURRENT_BINARY_DIR}/${target}.map")
    configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/convt.map" "${map}" @ONLY)
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" "LINKER:--no-undefined")
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${map}")
endfunction ()

# All that convt::convt holds, kernels included, which are not made again. It has no source of its own, and a library must
# name one.
function (convt_add_shared target symbol_version)
    add_library(${target} SHARED EXCLUDE_FROM_ALL "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/convt.map")
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    find_package(Threads REQUIRED)
    target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,convt::convt>" Threads::Threads)
    convt_export_by_map(${target} ${symbol_version})
endfunction ()
