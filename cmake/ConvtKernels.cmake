# Makes kernel objects with the generator programs and writes the kernel table.
#
#     convt_add_kernels(<target>)   adds every shipped kernel of CONVT_ISAS to <target>
#
# Files made in <binary dir>/kernels: <symbol>.o and <symbol>.h by Halide; kernel_table.inc and
# kernel_headers.inc, read by registry.cpp; schedule_ids.inc; and kernel_catalog.inc, the table's lines of every tier
# (tools/compile/).
include("${PROJECT_SOURCE_DIR}/generators/kernels.cmake")
include("${PROJECT_SOURCE_DIR}/cmake/ConvtScheduleIds.cmake")

function(convt_generator_command out strategy)
    if (CONVT_HOST_GENERATORS)
        set(${out} "${CONVT_HOST_GENERATORS}/convt_generator_${strategy}" PARENT_SCOPE)
    else ()
        set(${out} convt_generator_${strategy} PARENT_SCOPE)
    endif ()
endfunction()

# One object and its header from generator `generator` of program `strategy`, compiled for tier `isa`, if tier TIER
# (by default the same) is among CONVT_ISAS; PARAMS are key=value.
function(convt_add_kernel_object target symbol strategy generator isa)
    cmake_parse_arguments(PARSE_ARGV 5 arg "" "TIER" "PARAMS")
    if (NOT arg_TIER)
        set(arg_TIER ${isa})
    endif ()
    if (NOT arg_TIER IN_LIST CONVT_ISAS)
        return()
    endif ()
    set(dir "${CMAKE_CURRENT_BINARY_DIR}/kernels")
    convt_generator_command(command ${strategy})
    add_custom_command(
        OUTPUT "${dir}/${symbol}.o" "${dir}/${symbol}.h"
        COMMAND ${command} -g ${generator} -f ${symbol} -e object,c_header -o "${dir}"
                target=${CONVT_TARGET_${isa}}-${CONVT_KERNEL_FEATURES} ${arg_PARAMS}
        DEPENDS ${command}
        COMMENT "Generating ${symbol}"
        VERBATIM)
    set_source_files_properties("${dir}/${symbol}.o" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE "${dir}/${symbol}.o" "${dir}/${symbol}.h")
    set_property(TARGET ${target} APPEND_STRING PROPERTY CONVT_HEADERS "#include \"${symbol}.h\"\n")
endfunction()

# One line of the kernel table.
function(convt_add_table_line target isa line)
    set_property(TARGET ${target} APPEND_STRING PROPERTY CONVT_CATALOG "${line}\n")
    if (isa IN_LIST CONVT_ISAS)
        set_property(TARGET ${target} APPEND_STRING PROPERTY CONVT_TABLE "${line}\n")
    endif ()
endfunction()

# The table lines of one kernel of one rank: one for each layout, or for those that follow.
function(convt_add_layouts target isa macro rank suffix symbol values)
    list(GET CONVT_SPATIAL_NAMES ${rank} spatial)
    set(formats ${ARGN})
    if (NOT formats)
        set(formats channels_last channels_first)
    endif ()
    foreach (format IN LISTS formats)
        set(letters "nc${spatial}")
        if (format STREQUAL "channels_last")
            set(letters "n${spatial}c")
        endif ()
        convt_add_table_line(${target} ${isa}
            "${macro}(\"convt_${rank}d_${letters}_${suffix}\", ${symbol}, ${rank}, ${format}, ${values})")
    endforeach ()
endfunction()

# Three ranks of one tile; with OUTPUTS, of one for so many phases along x, which serves channels_first alone.
function(convt_add_tile target strategy isa tile)
    cmake_parse_arguments(PARSE_ARGV 4 arg "" "OUTPUTS" "")
    string(REPLACE "x" ";" parts ${tile})
    list(GET parts 0 channels)
    list(GET parts 1 pixels)
    set(macro CONVT_KERNEL)
    set(values "${strategy}, ${isa}, ${channels}, ${pixels}")
    if (arg_OUTPUTS)
        set(macro CONVT_ROWS)
        set(values "${strategy}, ${isa}, ${channels}, ${pixels}, ${arg_OUTPUTS}")
        set(params outputs=${arg_OUTPUTS})
        set(formats channels_first)
    endif ()
    foreach (rank IN ITEMS 1 2 3)
        set(suffix f32_${strategy}${arg_OUTPUTS}_c${channels}p${pixels}_${isa})
        set(symbol convt_${rank}d_${suffix})
        convt_add_kernel_object(${target} ${symbol} ${strategy} conv_transpose ${isa}
                                PARAMS rank=${rank} channel_block=${channels} tile_pixels=${pixels} ${params})
        convt_add_layouts(${target} ${isa} ${macro} ${rank} ${suffix} ${symbol} "${values}" ${formats})
    endforeach ()
endfunction()

# The multiply of one tile; sets the caller's channels, pixels and symbol.
function(convt_add_winograd_multiply target isa tile)
    string(REPLACE "x" ";" parts ${tile})
    list(GET parts 0 channels)
    list(GET parts 1 pixels)
    set(symbol convt_f32_winograd_multiply_c${channels}p${pixels}_${isa})
    convt_add_kernel_object(${target} ${symbol} winograd winograd_multiply ${isa}
                            PARAMS channel_block=${channels} tile_pixels=${pixels})
    foreach (value IN ITEMS channels pixels symbol)
        set(${value} ${${value}} PARENT_SCOPE)
    endforeach ()
endfunction()

# The multiply of one tier; table lines for each rank and number of outputs per tile.
function(convt_add_winograd target isa tile)
    convt_add_winograd_multiply(${target} ${isa} ${tile})
    foreach (rank IN ITEMS 1 2 3)
        foreach (outputs IN LISTS CONVT_WINOGRAD_OUTPUTS)
            convt_add_layouts(${target} ${isa} CONVT_WINOGRAD ${rank}
                              f32_winograd${outputs}_c${channels}p${pixels}_${isa} ${symbol}
                              "${isa}, ${channels}, ${pixels}, ${outputs}")
        endforeach ()
    endforeach ()
endfunction()

# The multiply of a smaller tile, and its table line.
function(convt_add_winograd_rest target isa tile)
    convt_add_winograd_multiply(${target} ${isa} ${tile})
    convt_add_table_line(${target} ${isa} "CONVT_WINOGRAD_REST(${isa}, ${channels}, ${pixels}, ${symbol})")
endfunction()

# The multiply of one tapped or tapplanar tile; table lines for each of its ranks.
function(convt_add_tapped target strategy isa tile)
    string(REPLACE "x" ";" parts ${tile})
    list(GET parts 0 channels)
    list(GET parts 1 pixels)
    string(TOUPPER ${strategy} macro)
    set(symbol convt_f32_${strategy}_multiply_c${channels}p${pixels}_${isa})
    convt_add_kernel_object(${target} ${symbol} ${strategy} ${strategy}_multiply ${isa}
                            PARAMS channel_block=${channels} tile_pixels=${pixels})
    foreach (rank IN LISTS CONVT_RANKS_${strategy})
        convt_add_layouts(${target} ${isa} CONVT_${macro} ${rank} f32_${strategy}_c${channels}p${pixels}_${isa}
                          ${symbol} "${isa}, ${channels}, ${pixels}")
    endforeach ()
endfunction()

# The gathers of one tier: a table line for each vector width.
function(convt_add_tapped_gathers target isa)
    foreach (lanes IN LISTS CONVT_TAPPED_LANES_${isa})
        set(symbol convt_f32_tapped_gather_l${lanes}_${isa})
        convt_add_kernel_object(${target} ${symbol} tapped tapped_gather ${isa} PARAMS lanes=${lanes})
        convt_add_table_line(${target} ${isa} "CONVT_GATHER(${isa}, ${lanes}, ${symbol})")
    endforeach ()
endfunction()

# The tapplanar gathers of one tier: a table line for each number of neighbouring outputs.
function(convt_add_tapplanar_gathers target isa)
    foreach (outputs IN LISTS CONVT_TAPPLANAR_OUTPUTS)
        set(symbol convt_f32_tapplanar_gather_o${outputs}_${isa})
        convt_add_kernel_object(${target} ${symbol} tapplanar tapplanar_gather ${isa} PARAMS outputs=${outputs})
        convt_add_table_line(${target} ${isa} "CONVT_PLANAR_GATHER(${isa}, ${outputs}, ${symbol})")
    endforeach ()
endfunction()

# Transforms of inputs and of outputs of one tier: a table line for each number of outputs and taps.
function(convt_add_winograd_transforms target isa)
    foreach (line IN LISTS CONVT_WINOGRAD_TRANSFORMS)
        string(REPLACE " " ";" taps_list ${line})
        list(POP_FRONT taps_list outputs)
        foreach (taps IN LISTS taps_list)
            foreach (side IN ITEMS inputs outputs)
                set(symbol_${side} convt_f32_winograd_${side}_o${outputs}t${taps}_${isa})
                convt_add_kernel_object(${target} ${symbol_${side}} winograd winograd_${side} ${isa}
                                        PARAMS tile_outputs=${outputs} taps=${taps})
            endforeach ()
            string(REGEX REPLACE "(.)(.)(.)" "\\1, \\2, \\3" digits ${taps})
            convt_add_table_line(${target} ${isa}
                "CONVT_TRANSFORMS(${isa}, ${outputs}, ${digits}, ${symbol_inputs}, ${symbol_outputs})")
        endforeach ()
    endforeach ()
endfunction()

function(convt_add_kernels target)
    set(CONVT_SPATIAL_NAMES none w hw dhw)
    foreach (line IN LISTS CONVT_KERNELS)
        string(REPLACE " " ";" tiles ${line})
        list(POP_FRONT tiles strategy isa)
        foreach (tile IN LISTS tiles)
            convt_add_tile(${target} ${strategy} ${isa} ${tile})
        endforeach ()
    endforeach ()
    foreach (strategy IN ITEMS rows depthrows)
        string(TOUPPER ${strategy} list)
        foreach (line IN LISTS CONVT_${list})
            string(REPLACE " " ";" tiles ${line})
            list(POP_FRONT tiles outputs isa)
            foreach (tile IN LISTS tiles)
                convt_add_tile(${target} ${strategy} ${isa} ${tile} OUTPUTS ${outputs})
            endforeach ()
        endforeach ()
    endforeach ()
    foreach (line IN LISTS CONVT_TAPPED)
        string(REPLACE " " ";" tiles ${line})
        list(POP_FRONT tiles isa)
        foreach (tile IN LISTS tiles)
            convt_add_tapped(${target} tapped ${isa} ${tile})
        endforeach ()
        convt_add_tapped_gathers(${target} ${isa})
    endforeach ()
    foreach (line IN LISTS CONVT_TAPPLANAR)
        string(REPLACE " " ";" tiles ${line})
        list(POP_FRONT tiles isa)
        foreach (tile IN LISTS tiles)
            convt_add_tapped(${target} tapplanar ${isa} ${tile})
        endforeach ()
        convt_add_tapplanar_gathers(${target} ${isa})
    endforeach ()
    foreach (line IN LISTS CONVT_WINOGRAD)
        string(REPLACE " " ";" tiles ${line})
        list(POP_FRONT tiles isa)
        foreach (tile IN LISTS tiles)
            convt_add_winograd(${target} ${isa} ${tile})
        endforeach ()
        convt_add_winograd_transforms(${target} ${isa})
    endforeach ()
    foreach (line IN LISTS CONVT_WINOGRAD_RESTS)
        string(REPLACE " " ";" tiles ${line})
        list(POP_FRONT tiles isa)
        foreach (tile IN LISTS tiles)
            convt_add_winograd_rest(${target} ${isa} ${tile})
        endforeach ()
    endforeach ()
    foreach (isa IN LISTS CONVT_TIERS)
        convt_add_kernel_object(${target} convt_f32_transpose_${isa} blocks transpose ${CONVT_TRANSPOSE_TARGET_${isa}}
                                TIER ${isa})
        convt_add_kernel_object(${target} convt_f32_activate_${isa} blocks activate ${isa})
        convt_add_table_line(${target} ${isa}
            "CONVT_BLOCKS(${isa}, convt_f32_transpose_${isa}, convt_f32_activate_${isa})")
    endforeach ()
    set(dir "${CMAKE_CURRENT_BINARY_DIR}/kernels")
    get_target_property(table ${target} CONVT_TABLE)
    get_target_property(headers ${target} CONVT_HEADERS)
    get_target_property(catalog ${target} CONVT_CATALOG)
    file(CONFIGURE OUTPUT "${dir}/kernel_table.inc" CONTENT "${table}" @ONLY)
    file(CONFIGURE OUTPUT "${dir}/kernel_headers.inc" CONTENT "${headers}" @ONLY)
    convt_write_schedule_ids("${dir}/schedule_ids.inc")
    file(CONFIGURE OUTPUT "${dir}/kernel_catalog.inc" CONTENT "${catalog}" @ONLY)
    target_include_directories(${target} PRIVATE "${dir}")
endfunction()
