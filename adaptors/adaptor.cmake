# What the libraries that other programs load have in common: convt_adaptor(<target>), after add_library(). They see what
# users of the installed library see, and export what exports.map of their folder names. CONVT_LIBRARY is what they link.
function(convt_adaptor target)
    target_compile_features(${target} PRIVATE cxx_std_20)
    target_include_directories(${target} PRIVATE src)
    target_link_libraries(${target} PRIVATE ${CONVT_LIBRARY})
    if (COMMAND convt_configure_target)
        convt_configure_target(${target})
    else ()
        target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow)
    endif ()
    set(map "${CMAKE_CURRENT_SOURCE_DIR}/exports.map")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" "LINKER:--no-undefined" "LINKER:--gc-sections")
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${map}")
    if (BUILD_SHARED_LIBS)
        set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN/..")
    endif ()
endfunction()

# libstdc++ inside, as in the Python module: hosts may bring an older one. Without its parts that nothing calls, one of
# which asks for a newer glibc.
function(convt_static_libstdcxx target)
    if (NOT BUILD_SHARED_LIBS)
        target_link_options(${target} PRIVATE -static-libstdc++)
    endif ()
endfunction()
