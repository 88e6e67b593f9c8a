# Expands generators/kernels.toml into <binary dir>/runtime/kernels, when the build is configured.
#
# Sets CONVT_MANIFEST_DIR, the folder. What is in it: generators/kernel_manifest.py.
set(CONVT_MANIFEST_DIR "${PROJECT_BINARY_DIR}/runtime/kernels")
find_program(CONVT_PYTHON NAMES python3 HINTS "${CONVT_VENV}/bin" NO_CMAKE_FIND_ROOT_PATH REQUIRED
             DOC "Python 3.11 or newer")
set(convt_manifest "${PROJECT_SOURCE_DIR}/generators/kernels.toml")
set(convt_expand "${PROJECT_SOURCE_DIR}/generators/kernel_manifest.py")
set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${convt_manifest}" "${convt_expand}")
list(JOIN CONVT_ISAS "," convt_tiers)
execute_process(COMMAND "${CONVT_PYTHON}" "${convt_expand}" "${convt_manifest}" "${convt_tiers}" "${CONVT_MANIFEST_DIR}"
                RESULT_VARIABLE convt_result)
if (NOT convt_result EQUAL 0)
    message(FATAL_ERROR "The kernel manifest cannot be expanded; see above")
endif ()
