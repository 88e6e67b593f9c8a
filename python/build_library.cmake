# The library as a part of the module's build. Halide lies where the interpreter that builds finds its modules.
convt_find_module(halide convt_halide)
if (NOT convt_halide)
    message(FATAL_ERROR "'${Python_EXECUTABLE}' has no Halide: pip install halide==21.0.0, or state where convt is "
                        "installed with -DCONVT_PYTHON_PREFIX=<prefix>.")
endif ()
set(Halide_DIR "${convt_halide}/lib64/cmake/Halide" CACHE PATH "Folder of HalideConfig.cmake")
set(CONVT_HALIDE_RUNTIME_INCLUDE "${convt_halide}/include" CACHE PATH "Folder of HalideRuntime.h")
set(CONVT_PYTHON "${Python_EXECUTABLE}" CACHE FILEPATH "Python 3.11 or newer")
add_subdirectory("${CMAKE_CURRENT_SOURCE_DIR}/.." convt EXCLUDE_FROM_ALL)
