# Which programs compile kernels (kernels.toml), and of what they are built.

# What the generator program of each strategy is built from, in generators/ and schedules/.
set(CONVT_STRATEGIES direct inner planar rows depthrows depthwise tapped scatter tapplanar winograd dot)
foreach (strategy IN ITEMS direct planar)
    set(CONVT_ALGORITHM_${strategy} algorithms/regions/conv_transpose.cpp algorithms/regions/places.cpp
        programs/conv_transpose_generator.cpp)
endforeach ()
set(CONVT_ALGORITHM_inner algorithms/regions/inner.cpp algorithms/regions/places.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_rows algorithms/regions/rows.cpp algorithms/regions/row_vectors.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_depthrows algorithms/regions/depthrows.cpp algorithms/regions/row_vectors.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_depthwise algorithms/regions/depthwise.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_tapped algorithms/tapped.cpp programs/tapped_generators.cpp)
set(CONVT_ALGORITHM_scatter algorithms/tapped.cpp programs/tapped_generators.cpp)
set(CONVT_ALGORITHM_tapplanar algorithms/tapplanar.cpp programs/tapplanar_generators.cpp)
set(CONVT_ALGORITHM_winograd algorithms/winograd.cpp programs/winograd_generators.cpp)
set(CONVT_ALGORITHM_dot algorithms/dot.cpp programs/dot_generators.cpp)
set(CONVT_SCHEDULES_direct strategies/direct.cpp passes/prefetch_next_panel.cpp passes/prefetch_outputs.cpp
    passes/spread.cpp passes/own_pointers.cpp parts/register_tile.cpp parts/offsets.cpp passes/prefetch.cpp
    passes/prefetch_stream.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_inner strategies/inner.cpp passes/prefetch_next_panel.cpp parts/offsets.cpp passes/prefetch.cpp
    passes/prefetch_stream.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_planar strategies/planar.cpp parts/offsets.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_rows strategies/rows.cpp parts/row_vectors.cpp passes/prefetch_outputs.cpp passes/spread.cpp
    parts/offsets.cpp passes/prefetch.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_depthrows strategies/depthrows.cpp parts/row_vectors.cpp parts/offsets.cpp
    parts/target_facts.cpp)
set(CONVT_SCHEDULES_depthwise strategies/depthwise.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_tapped strategies/tapped.cpp passes/prefetch.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_scatter strategies/tapped.cpp passes/prefetch.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_tapplanar strategies/tapplanar.cpp passes/prefetch.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_winograd strategies/winograd_transforms.cpp strategies/winograd_multiply.cpp
    passes/prefetch_next_panel.cpp passes/prefetch_outputs.cpp passes/spread.cpp passes/prefetch.cpp
    passes/prefetch_stream.cpp parts/target_facts.cpp)
set(CONVT_SCHEDULES_dot strategies/dot.cpp parts/target_facts.cpp)
# The program of the functions that work on blocks, from the project's folder.
set(CONVT_BLOCK_SOURCES
    generators/algorithms/blocks/convert.cpp generators/algorithms/blocks/curve.cpp generators/algorithms/blocks/prelu.cpp generators/algorithms/blocks/transpose.cpp
    schedules/passes/prefetch.cpp schedules/passes/prefetch_next_stores.cpp schedules/passes/prefetch_stream.cpp
    schedules/blocks/blocks.cpp schedules/parts/target_facts.cpp)
