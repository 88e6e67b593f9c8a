# How kernels of other tiles than the library's are compiled, and how the tuner links its worker with them: recipe.json, for
# this build, and for an installation that has the component convt_generators. Paths may be relative to the recipe.
include("${PROJECT_SOURCE_DIR}/generators/kernels.cmake")

# Writes recipe.json.in with the variables recipe_* to a file.
function(convt_write_recipe file)
    foreach (list IN ITEMS includes libraries sources)
        string(REPLACE ";" "\", \"" recipe_${list} "${recipe_${list}}")
    endforeach ()
    configure_file(kernels/recipe.json.in "${file}.in" @ONLY)
    file(GENERATE OUTPUT "${file}" INPUT "${file}.in")
endfunction()

set(convt_kit_dir "${CMAKE_INSTALL_LIBEXECDIR}/convt")
set(recipe_libraries convt_tune_worker_main convt_tune_worker convt_layers convt_oracle convt_files convt_measure)
set(recipe_programs convt_check_kernels)
foreach (program IN LISTS CONVT_STRATEGIES)
    list(APPEND recipe_programs convt_generator_${program})
endforeach ()

# An installation keeps to paths within itself, and objects in the user's cache. Halide's library goes along, 165 MB, so
# nothing of it is installed unless the component is named.
if (NOT CONVT_HOST_GENERATORS)
    set(convt_optional COMPONENT convt_generators EXCLUDE_FROM_ALL)
    set_target_properties(${recipe_programs} PROPERTIES INSTALL_RPATH "$ORIGIN")
    install(TARGETS ${recipe_programs} RUNTIME DESTINATION "${convt_kit_dir}/generators" ${convt_optional})
    install(IMPORTED_RUNTIME_ARTIFACTS Halide::Halide LIBRARY DESTINATION "${convt_kit_dir}/generators" ${convt_optional})
    install(TARGETS ${recipe_libraries} ARCHIVE DESTINATION "${convt_kit_dir}/worker" ${convt_optional})
    install(DIRECTORY "${CONVT_MANIFEST_DIR}/" DESTINATION "${convt_kit_dir}/kernels" ${convt_optional}
            FILES_MATCHING PATTERN "*.h" PATTERN "*.inc" PATTERN object_ids.json)
    install(FILES "${PROJECT_SOURCE_DIR}/runtime/src/planning/schedule_id.cpp" DESTINATION "${convt_kit_dir}" ${convt_optional})
    list(TRANSFORM recipe_libraries REPLACE "(.+)" "worker/lib\\1.a" OUTPUT_VARIABLE recipe_archives)
    block ()
        set(recipe_compiler "c++")
        set(recipe_generators "generators")
        set(recipe_catalog "kernel_catalog.json")
        set(recipe_kernels "kernels")
        set(recipe_objects "")
        set(recipe_sources registry.cpp schedule_id.cpp)
        set(recipe_includes include include/src)
        set(recipe_libraries ${recipe_archives} ${CMAKE_SYSTEM_PROCESSOR}/libconvt.a)
        convt_write_recipe("${CMAKE_CURRENT_BINARY_DIR}/installed/recipe.json")
    endblock ()
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/installed/recipe.json" DESTINATION "${convt_kit_dir}" ${convt_optional})
endif ()

block ()
    set(recipe_compiler "${CMAKE_CXX_COMPILER}")
    set(recipe_generators "${PROJECT_BINARY_DIR}/generators")
    if (CONVT_HOST_GENERATORS)
        set(recipe_generators "${CONVT_HOST_GENERATORS}")
    endif ()
    set(recipe_catalog "${CONVT_MANIFEST_DIR}/kernel_catalog.json")
    set(recipe_kernels "${CONVT_MANIFEST_DIR}")
    set(recipe_objects "${CMAKE_CURRENT_BINARY_DIR}/kernels")
    set(recipe_sources "${PROJECT_SOURCE_DIR}/runtime/src/planning/registry.cpp"
                       "${PROJECT_SOURCE_DIR}/runtime/src/planning/schedule_id.cpp")
    set(recipe_includes "${PROJECT_SOURCE_DIR}/runtime" "${PROJECT_SOURCE_DIR}/runtime/src"
                        "${PROJECT_SOURCE_DIR}/runtime/include" "${PROJECT_BINARY_DIR}/runtime/include")
    list(TRANSFORM recipe_libraries REPLACE "(.+)" "$<TARGET_FILE:\\1>")
    list(APPEND recipe_libraries "$<TARGET_FILE:convt>")
    convt_write_recipe("${CMAKE_CURRENT_BINARY_DIR}/recipe.json")
endblock ()
