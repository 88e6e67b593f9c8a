# Gives a target the project's warnings and, when asked for, sanitizers. Flags stay private to the target. Warnings are
# errors where CONVT_WARNINGS_AS_ERRORS says so, as CI does: compilers of others have warnings of their own.

# Leaves out warnings of GCC that are wrong about a source. Other compilers do not know them.
function(convt_leave_out_gcc_warnings source)
    if (CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_OPTIONS ${ARGN})
    endif ()
endfunction()

# Reads these headers once for all sources of a target: target_precompile_headers(). GCC 12 forgets of what it precompiled
# that it is the system's, and warns of copies within std::string that are none.
function(convt_precompile target)
    target_precompile_headers(${target} ${ARGN})
    if (CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
    endif ()
endfunction()

function(convt_configure_target target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
    if (CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # GCC 12 sees overlapping copies in std::string's operator+ (GCC bug 105651).
        target_compile_options(${target} PRIVATE -Wno-restrict)
    endif ()
    # Sanitizers make GCC warn of what is not so, and its manual advises against errors beside them.
    if (CONVT_WARNINGS_AS_ERRORS AND NOT CONVT_SANITIZER)
        target_compile_options(${target} PRIVATE -Werror)
    endif ()
    if (CONVT_SANITIZER)
        target_compile_options(${target} PRIVATE -fsanitize=${CONVT_SANITIZER} -fno-omit-frame-pointer
                                                 -fno-sanitize-recover=all)
        target_link_options(${target} PUBLIC -fsanitize=${CONVT_SANITIZER})
    endif ()
endfunction()
