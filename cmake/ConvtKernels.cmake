# Makes kernel objects with the generator programs.
#
#     convt_add_kernels(<target>)   adds every shipped kernel of CONVT_ISAS to <target>
#
# Which they are says generators/kernels.toml, expanded into CONVT_MANIFEST_DIR (cmake/ConvtManifest.cmake), where Halide's
# <symbol>.o and <symbol>.h come to lie beside it.
include("${PROJECT_SOURCE_DIR}/generators/kernels.cmake")

# One object and its header, made by generator program `program`; the arguments are those of the generator. Adds them to
# the caller's list kernel_files.
function(convt_kernel_object symbol program)
    set(command "$<TARGET_FILE:convt_generator_${program}>")
    set(needs convt_generator_${program})
    if (CONVT_HOST_GENERATORS)
        set(command "${CONVT_HOST_GENERATORS}/convt_generator_${program}")
        set(needs "${command}")
    endif ()
    set(make_kernel "${PROJECT_SOURCE_DIR}/generators/make_kernel.py")
    set(files "${CONVT_MANIFEST_DIR}/${symbol}.o" "${CONVT_MANIFEST_DIR}/${symbol}.h")
    add_custom_command(
        OUTPUT ${files}
        COMMAND "${CONVT_PYTHON}" -I -S "${make_kernel}" "${CONVT_KERNEL_CACHE}" "${CONVT_MANIFEST_DIR}" "${command}" ${symbol} ${ARGN}
        DEPENDS ${needs}
        COMMENT "Generating ${symbol}"
        VERBATIM)
    list(APPEND kernel_files ${files})
    set(kernel_files ${kernel_files} PARENT_SCOPE)
endfunction()

function(convt_add_kernels target)
    set(kernel_files)
    include("${CONVT_MANIFEST_DIR}/kernel_objects.cmake")
    set(objects ${kernel_files})
    list(FILTER objects INCLUDE REGEX "\\.o$")
    set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE ${kernel_files})
    set(ids "${CONVT_MANIFEST_DIR}/schedule_ids.inc" "${CONVT_MANIFEST_DIR}/object_ids.json")
    set(program "${PROJECT_SOURCE_DIR}/generators/schedule_ids.py")
    add_custom_command(OUTPUT ${ids}
                       COMMAND "${CONVT_PYTHON}" "${program}" "${CONVT_MANIFEST_DIR}"
                       DEPENDS "${program}" "${CONVT_MANIFEST_DIR}/kernel_catalog.json" ${objects}
                       COMMENT "Writing the kernels' identities"
                       VERBATIM)
    target_sources(${target} PRIVATE ${ids})
    target_include_directories(${target} PRIVATE "${CONVT_MANIFEST_DIR}")
endfunction()
