# convt_add_library(<name> [MODEL <file.onnx>] [LAYERS <file.csv>] [PROBLEMS <problem>...]
#                   [TARGETS <target>...] [SIZES <layer=sizes>...] [INPUT_SHAPES <name=shape>...]
#                   [TUNED <file.json>...] [DATA_FORMAT channels_last|channels_first]
#                   [ALGORITHM automatic|direct|winograd])
#
# Adds a library target of the layers of a model, a list or problem strings, made by `convt compile` when the
# project is built; its header is <name>.h. Relative files are relative to the current source folder.
set(convt_add_library_dir "${CMAKE_CURRENT_LIST_DIR}")

function(convt_command out depends)
    if (TARGET convt_cli)
        set(${out} "$<TARGET_FILE:convt_cli>" PARENT_SCOPE)
        set(${depends} convt_cli PARENT_SCOPE)
        return()
    endif ()
    find_program(CONVT_COMMAND convt HINTS "${convt_add_library_dir}/../../../bin" "${convt_add_library_dir}/../../../../bin"
                 NO_CMAKE_FIND_ROOT_PATH DOC "The convt command")
    if (NOT CONVT_COMMAND)
        message(FATAL_ERROR "convt_add_library needs the convt command: install convt's component convt_tools, or "
                            "set CONVT_COMMAND to it")
    endif ()
    set(${out} "${CONVT_COMMAND}" PARENT_SCOPE)
    set(${depends} "${CONVT_COMMAND}" PARENT_SCOPE)
endfunction()

function(convt_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODEL;LAYERS;DATA_FORMAT;ALGORITHM"
                          "PROBLEMS;TARGETS;SIZES;INPUT_SHAPES;TUNED")
    if (arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "convt_add_library(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
    endif ()
    if (NOT arg_MODEL AND NOT arg_LAYERS AND NOT arg_PROBLEMS)
        message(FATAL_ERROR "convt_add_library(${name}): give MODEL, LAYERS or PROBLEMS")
    endif ()
    set(files)
    foreach (file IN ITEMS ${arg_MODEL} ${arg_LAYERS})
        cmake_path(ABSOLUTE_PATH file)
        list(APPEND files "${file}")
    endforeach ()
    set(options)
    set(tuned)
    foreach (file IN LISTS arg_TUNED)
        cmake_path(ABSOLUTE_PATH file)
        list(APPEND tuned "${file}")
        list(APPEND options --tuned "${file}")
    endforeach ()
    foreach (pair IN ITEMS "TARGETS --target" "SIZES --sizes" "INPUT_SHAPES --input-shape"
                           "DATA_FORMAT --data-format" "ALGORITHM --algorithm")
        string(REPLACE " " ";" pair ${pair})
        list(GET pair 0 argument)
        list(GET pair 1 option)
        foreach (value IN LISTS arg_${argument})
            list(APPEND options ${option} "${value}")
        endforeach ()
    endforeach ()
    if (NOT arg_TARGETS AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
        list(APPEND options --target neon)
    endif ()
    if (CMAKE_CXX_COMPILER)
        list(APPEND options --compiler "${CMAKE_CXX_COMPILER}")
    endif ()

    convt_command(command depends)
    set(dir "${CMAKE_CURRENT_BINARY_DIR}/${name}")
    file(MAKE_DIRECTORY "${dir}")
    add_custom_command(
        OUTPUT "${dir}/lib${name}.a" "${dir}/${name}.h" "${dir}/${name}Config.cmake"
        COMMAND "${command}" compile ${files} ${arg_PROBLEMS} --name ${name} --out "${dir}" ${options}
        DEPENDS ${files} ${tuned} ${depends}
        COMMENT "Compiling the layers of ${name}"
        VERBATIM)
    add_custom_target(${name}_compiled DEPENDS "${dir}/lib${name}.a")
    find_package(Threads REQUIRED)
    add_library(${name} STATIC IMPORTED GLOBAL)
    set_target_properties(${name} PROPERTIES
        IMPORTED_LOCATION "${dir}/lib${name}.a"
        INTERFACE_INCLUDE_DIRECTORIES "${dir}"
        INTERFACE_LINK_LIBRARIES "Threads::Threads;stdc++;m")
    add_dependencies(${name} ${name}_compiled)
endfunction()
