#include "support/measure/fma_loop.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace convt::tools {
namespace {

// Chains enough to cover the latency of two units (4 or 5 cycles each), few enough for 16 registers.
constexpr int kChains = 12;

// Each chain tends to 2, so no value overflows or becomes denormal. The empty asm keeps a chain in a
// register and the compiler from folding it. A macro, as a template could not have a target attribute.
#define CONVT_FMA_CHAINS(Vector, broadcast, multiply_add, constraint)                                       \
    Vector chain[kChains];                                                                                  \
    _Pragma("GCC unroll 12") for (int i = 0; i < kChains; ++i) chain[i] = broadcast(static_cast<float>(i)); \
    const Vector half = broadcast(0.5F), one = broadcast(1.0F);                                             \
    for (std::int64_t n = 0; n < iterations; ++n) {                                                         \
        _Pragma("GCC unroll 12") for (int i = 0; i < kChains; ++i) {                                        \
            chain[i] = multiply_add(chain[i], half, one);                                                   \
            asm volatile("" : "+" constraint(chain[i]));                                                    \
        }                                                                                                   \
    }

#if defined(__x86_64__)

inline __m128 multiply_then_add(__m128 a, __m128 b, __m128 c) {
    return _mm_add_ps(_mm_mul_ps(a, b), c);
}

void run_base(std::int64_t iterations) {
    CONVT_FMA_CHAINS(__m128, _mm_set1_ps, multiply_then_add, "x")
}

__attribute__((target("avx2,fma"))) void run_avx2(std::int64_t iterations) {
    CONVT_FMA_CHAINS(__m256, _mm256_set1_ps, _mm256_fmadd_ps, "x")
}

__attribute__((target("avx512f"))) void run_avx512(std::int64_t iterations) {
    CONVT_FMA_CHAINS(__m512, _mm512_set1_ps, _mm512_fmadd_ps, "v")
}

#elif defined(__aarch64__)

inline float32x4_t multiply_add(float32x4_t a, float32x4_t b, float32x4_t c) {
    return vfmaq_f32(c, a, b);
}

void run_neon(std::int64_t iterations) {
    CONVT_FMA_CHAINS(float32x4_t, vdupq_n_f32, multiply_add, "w")
}

#endif

#undef CONVT_FMA_CHAINS

}  // namespace

FmaLoop fma_loop(Isa isa) {
    constexpr double kFlopsPerLane = 2.0 * kChains;
    switch (isa) {
#if defined(__x86_64__)
        case Isa::base:
            return {run_base, 4 * kFlopsPerLane};
        case Isa::avx2:
            return {run_avx2, 8 * kFlopsPerLane};
        case Isa::avx512:
        case Isa::avx512vnni:
            return {run_avx512, 16 * kFlopsPerLane};
#elif defined(__aarch64__)
        case Isa::neon:
            return {run_neon, 4 * kFlopsPerLane};
#endif
        default:
            return {nullptr, 0};
    }
}

}  // namespace convt::tools
