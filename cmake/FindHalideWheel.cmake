# Finds Halide 21 in the Python environment where its wheel is installed. Cross builds take the generator
# programs of a native build instead and need no Halide of their own target.
if (NOT CONVT_HOST_GENERATORS)
    file(GLOB convt_halide_dirs "${CONVT_VENV}/lib/python3.*/site-packages/halide/lib64/cmake/Halide")
    find_package(Halide 21 CONFIG QUIET HINTS ${convt_halide_dirs})
    if (NOT Halide_FOUND)
        message(FATAL_ERROR "Halide 21 was not found in '${CONVT_VENV}'. Run scripts/setup.sh, or "
                            "`pip install halide==21.0.0` and pass -DCONVT_VENV=<environment> or "
                            "-DHalide_DIR=<folder of HalideConfig.cmake>.")
    endif ()
    # What generator programs make depends on the library as well as on their own code (generators/make_kernel.py).
    get_target_property(convt_halide_library Halide::Halide LOCATION)
    file(SHA256 "${convt_halide_library}" convt_halide_id)
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generators/halide_id" CONTENT "${convt_halide_id}\n" @ONLY)
endif ()

# HalideRuntime.h: a C header that describes the buffers which kernels take.
file(GLOB convt_runtime_include "${CONVT_VENV}/lib/python3.*/site-packages/halide/include")
find_path(CONVT_HALIDE_RUNTIME_INCLUDE HalideRuntime.h HINTS ${convt_runtime_include}
          "${Halide_DIR}/../../../include" REQUIRED NO_CMAKE_FIND_ROOT_PATH)
