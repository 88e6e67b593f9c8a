#pragma once

namespace convt::python {

inline constexpr const char* kPackedKernelDoc =
    "A kernel's weights in the order that one plan reads them. Immutable; may be shared by threads.";

inline constexpr const char* kPlanDoc =
    R"(A transposed convolution of stated shapes: the kernel that was chosen for it, and its split of the work.

    plan = convt.Plan(x.shape, w.shape, strides=2, padding="same")
    packed = plan.pack(w)              # once
    y = plan.run(x, packed, bias)      # many times

Immutable; one plan may run on many threads at once.)";

inline constexpr const char* kPlanInitDoc =
    R"(Chooses a kernel; takes some 20 microseconds, more with effort="measure".

Args:
    inputs_shape, kernel_shape: shapes of the arrays; the arguments up to dilation_rate are those of conv_transpose.
    dtype: "float32", "float64", "float16" or "bfloat16", as a name or as a type of numpy.
    activation: as conv_transpose has it.
    weights: "prepared" where they are packed once for many runs, "argument" for run_unpacked.
    threads: that runs will mostly have; None for get_num_threads().
    algorithm: "automatic", "direct" or "winograd".
    effort: "estimate" by the cost model, or "measure" the plans that it ranks best.
    max_isa: None, or the highest tier to use: "base", "avx2", "avx512", "avx512vnni", "neon".
    kernel_name: None, or the kernel to use, as explain() names it.

Raises:
    TypeError, ValueError: as conv_transpose does, and for options that do not exist.
    NotImplementedError: what was asked for by max_isa, algorithm or kernel_name does not serve here.)";

inline constexpr const char* kPackDoc =
    R"(Copies weights into the order that this plan's kernel reads, on all threads. Once for each set of weights.

Args:
    kernel: array of the plan's kernel shape and type. It may change or go afterwards.)";

inline constexpr const char* kRunDoc =
    R"(Computes the outputs, with the global lock released.

Args:
    inputs: array of the plan's shape and type; where elements have gaps between them it is copied first.
    packed: what pack() of this plan, or of one with the same pack_id, returned.
    bias: None, or an array of out_channels values of the same type; of float32 for float16 and bfloat16.
    out: None, or a writable array of the outputs' shape and type, without gaps.

Returns:
    out, or a new array of numpy.)";

inline constexpr const char* kRunUnpackedDoc =
    R"(Computes the outputs with a kernel that is used for this run alone. For plans made with weights="argument".

Args:
    kernel: array of the plan's kernel shape and type; the other arguments are those of run().)";

inline constexpr const char* kExplainDoc =
    "The problem, the kernel chosen and its split, and what was considered before it; for people to read.";

}  // namespace convt::python
