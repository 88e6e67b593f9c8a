#include "strategies/region/blocking.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/costs/tier_costs.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/region/cost.hpp"
#include "strategies/region/forms.hpp"

namespace convt::detail {
namespace {

/// What a block of channels_first reads or writes should stay in half of a 512 KiB L2 cache beside the
/// weights that stream through it.
constexpr std::int64_t kPlanesTarget = std::int64_t{256} << 10;
/// Planar blocks are always staged: larger ones stage fewer inputs twice, at the borders between blocks.
constexpr std::int64_t kPlanarStageTarget = std::int64_t{512} << 10;
/// What a thread's workspace can hold at most.
constexpr std::int64_t kStageLimit = std::int64_t{1} << 20;
constexpr std::int64_t kScratchLimit = std::int64_t{896} << 10;
/// More elements than any memory has; their bytes stay within 64 bits.
constexpr std::int64_t kUnbounded = std::int64_t{1} << 58;
/// Fewer pixels per phase than this re-read the weights too often to be worth a smaller block.
constexpr std::int64_t kFewPixels = 48;
/// Multiply-adds that several threads are worth waking for.
constexpr std::int64_t kWorthSplitting = 300'000;
/// Blocks of channels that read rows again where they lie: with two, or depthwise, it took 0.79 of the time
/// of staged ones, with more 1.0 to 1.05 (Zen 4, one thread, 2026-11-30).
constexpr std::int32_t kFewBlocks = 2;
/// Channels turned at once: wide enough for whole vectors, small enough for the scratch to stay in L2.
constexpr std::int32_t kTransposed = 64;

class Splitter {
public:
    Splitter(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning)
        : problem_(problem),
          kernel_(kernel),
          form_(form_of(kernel)),
          layout_(stage_layout(problem, kernel)),
          tuning_(tuning) {
        for (std::size_t d = 0; d < 3; ++d) {
            longest_[d] = longest_phase(problem.axis[d]);
            blocking_.pixels[d] = std::max(longest_[d], 1);
        }
        for (std::size_t d = 0; d < 3; ++d) {
            if (drops_taps(problem.axis[d])) blocking_.pixels[d] = 1;
        }
        const std::int32_t block = kernel.channel_block;
        blocking_.chunk = std::min(problem.out_channels, kLargestChunk / block * block);
        if (uses_scratch(problem, kernel)) {
            blocking_.transposed =
                transposed_whole(problem)
                    ? problem.out_channels
                    : std::min(problem.out_channels, std::max(block, kTransposed / block * block));
        }
    }

    std::optional<Blocking> split(std::string& refusal) {
        refusal = apply_tuning(tuning_, problem_, kernel_, blocking_);
        if (!refusal.empty()) return std::nullopt;
        while (!fits_kernel() && halve_pixels()) {
        }
        if (!fits_kernel()) {
            refusal = text("takes at most ", contract::kMaxRegionPixels, rows() ? " vectors " : " positions ",
                           planar() ? "along a row" : "in all", " at once; tuning.block has more");
            return std::nullopt;
        }
        const std::int64_t target = comfortable_target();
        while (comfortable_bytes() > target && block_pixels() > kFewPixels && halve_pixels()) {
        }
        while ((stage_bytes() > kStageLimit || scratch_bytes() > kScratchLimit) && halve_pixels()) {
        }
        spread_over_threads();
        if (stage_bytes() > kStageLimit || scratch_bytes() > kScratchLimit) {
            refusal = text("a block needs ", stage_bytes() + scratch_bytes(), " bytes of workspace; at most ",
                           kStageLimit + kScratchLimit, " are there");
            return std::nullopt;
        }
        finish();
        refusal = narrow_rows();
        if (!refusal.empty()) return std::nullopt;
        return blocking_;
    }

private:
    bool planar() const { return form_.joins_rows; }
    bool rows() const { return form_.whole_vectors; }
    /// Inputs and outputs have no planes, whose lines lie far apart.
    bool pixel_by_pixel() const { return problem_.channels_last && problem_.inputs_channels_last; }

    bool block_given() const { return tuning_.block[0] > 0; }
    std::int64_t block_pixels() const {
        return std::int64_t{blocking_.pixels[0]} * blocking_.pixels[1] * blocking_.pixels[2];
    }
    bool fits_kernel() const {
        return (planar() ? blocking_.pixels[0] : region_places()) <= contract::kMaxRegionPixels;
    }
    /// Pixels, or vectors of a row's pixels.
    std::int64_t region_places() const {
        if (!rows()) return block_pixels();
        return divide_up(blocking_.pixels[0], lanes_of(kernel_)) * blocking_.pixels[1] * blocking_.pixels[2];
    }
    /// Every part of a row must have a vector.
    std::string narrow_rows() const {
        if (!rows() || problem_.empty()) return {};
        const std::int32_t last = longest_[0] - (blocking_.blocks[0] - 1) * blocking_.pixels[0];
        if (std::min(last, blocking_.pixels[0]) >= lanes_of(kernel_)) return {};
        return text("needs rows of at least ", lanes_of(kernel_), " positions; there are some of ", last);
    }
    /// Where there is one input, every output has at most one tap. Alone in its block it skips the others,
    /// which would meet zeros.
    bool drops_taps(const Axis& axis) const { return axis.in == 1 && !planar() && pixel_by_pixel(); }
    /// One position along an axis drops every tap that misses the inputs: the window lies inside them.
    bool reads_in_place() const {
        return block_pixels() == 1 && !planar() && problem_.reads_pixels_in_place();
    }
    std::int64_t window_bytes() const {
        const bool planes = layout_.planes;
        std::int64_t elements = planes ? 1 : layout_.pitch;
        for (std::size_t d = 0; d < 3; ++d) {
            std::int64_t extent = std::int64_t{blocking_.pixels[d]} + problem_.spread[d];
            if (blocking_.pixels[d] == 1) extent = std::min<std::int64_t>(extent, problem_.axis[d].in);
            // Far taps spread wider than any memory: the product must not wrap.
            elements = std::min(elements, kUnbounded / std::max<std::int64_t>(extent, 1)) * extent;
        }
        if (planes) {
            const std::int64_t plane = layout_.plane(elements);
            const std::int64_t channels = layout_.channels;
            elements = std::min(plane, kUnbounded / std::max<std::int64_t>(channels, 1)) * channels;
        }
        return elements * problem_.element_bytes();
    }
    std::int64_t stage_bytes() const {
        if (reads_in_place() || blocking_.in_place) return 0;
        return window_bytes() + contract::kPlanarSlack * problem_.element_bytes();
    }
    std::int64_t scratch_bytes() const {
        if (blocking_.transposed == 0) return 0;
        // The last channels turned may bring a rest smaller than a block along.
        const bool rest = problem_.out_channels % kernel_.channel_block != 0;
        const std::int64_t widest = std::int64_t{blocking_.transposed} + (rest ? kernel_.channel_block : 0);
        return block_pixels() * problem_.axis[0].stride * widest * problem_.element_bytes();
    }
    std::int64_t comfortable_target() const {
        if (planar()) return kPlanarStageTarget;
        return pixel_by_pixel() ? static_cast<std::int64_t>(costs_of(kernel_).stage_bytes) : kPlanesTarget;
    }
    /// Inputs, and outputs that wait to be transposed, share the cache.
    std::int64_t comfortable_bytes() const { return std::max(window_bytes(), scratch_bytes()); }

    /// Keeps rows long, but not at the price of reading every row's neighbours again. Rows of planes stay
    /// whole: parts of them begin and end within cache lines, a plane apart from each other. With one tap per
    /// output, blocks of whole rows took 0.54 to 0.84 of the time (pointpillars_1, dbnet_up1, ppocr_up1: Xeon
    /// model 207, one thread, 2026-11-27).
    bool halve_pixels() {
        if (block_given()) return false;
        auto& p = blocking_.pixels;
        std::size_t d = p[2] > 1 ? 2 : 1;
        const bool flat = blocking_.transposed == 0 && p[0] > 128 && std::int64_t{p[1]} * p[2] <= 4;
        if (p[d] == 1 || flat) d = 0;
        if (p[d] == 1) d = p[1] > 1 ? 1 : 2;
        if (p[d] == 1) return false;
        p[d] = (p[d] + 1) / 2;
        return true;
    }
    bool halve_chunk() {
        const std::int32_t block = kernel_.channel_block;
        const std::int32_t half = divide_up_32(blocking_.chunk / 2, block) * block;
        if (transposed_whole(problem_) || tuning_.channel_parts > 0) return false;
        if (half < block || half >= blocking_.chunk || problem_.out_channels - half < block) return false;
        blocking_.chunk = half;
        return true;
    }
    std::int64_t count_tasks() const {
        std::int64_t tasks = problem_.batch * problem_.groups * chunks();
        for (std::size_t d = 0; d < 3; ++d) {
            tasks *= divide_up(longest_[d], blocking_.pixels[d]);
        }
        return tasks;
    }
    /// The last chunk takes what is left; a rest smaller than a block joins the chunk before.
    std::int32_t chunks() const {
        const std::int32_t rest = problem_.out_channels % blocking_.chunk;
        const std::int32_t whole = problem_.out_channels / blocking_.chunk;
        return std::max(1, whole + (rest >= kernel_.channel_block ? 1 : 0));
    }
    double macs() const {
        double macs = static_cast<double>(problem_.batch) * problem_.groups * problem_.in_channels *
                      problem_.out_channels * static_cast<double>(problem_.taps());
        for (std::int32_t longest : longest_) macs *= longest;
        return macs;
    }
    /// Splits what is cheaper to read twice: pixels re-read weights, chunks re-read inputs.
    void spread_over_threads() {
        if (macs() < kWorthSplitting) return;
        while (count_tasks() < wanted_tasks(problem_.threads)) {
            const std::int64_t weights = problem_.taps() * problem_.in_channels * blocking_.chunk;
            const bool heavy = weights * problem_.element_bytes() > window_bytes();
            if (heavy && halve_chunk()) continue;
            if (block_pixels() >= 2 * kFewPixels && halve_pixels()) continue;
            if (!halve_chunk()) return;
        }
    }
    void finish() {
        blocking_.tasks = problem_.empty() ? 0 : count_tasks();
        for (std::size_t d = 0; d < 3; ++d) {
            const std::int32_t blocks = divide_up_32(longest_[d], blocking_.pixels[d]);
            blocking_.blocks[d] = blocks;
            if (blocks > 0) blocking_.pixels[d] = divide_up_32(longest_[d], blocks);
        }
        blocking_.chunks = chunks();
        blocking_.in_place = !layout_.planes && problem_.input_channel_stride == 1 && !problem_.widens() &&
                             !problem_.empty() && !reads_in_place() &&
                             cheaper_in_place(problem_, kernel_, blocking_);
        const std::int32_t rest = problem_.out_channels % blocking_.chunk;
        const std::int32_t widest = blocking_.chunk + (rest < kernel_.channel_block ? rest : 0);
        blocking_.bias_bytes = element_lines(widest, problem_.element_bytes());
        if (problem_.empty()) return;
        blocking_.stage_bytes = whole_lines(stage_bytes());
        blocking_.scratch_bytes = whole_lines(scratch_bytes());
    }

    const Problem& problem_;
    const KernelInfo& kernel_;
    const RegionForm& form_;
    StageLayout layout_;
    const Tuning& tuning_;
    std::array<std::int32_t, 3> longest_{};
    Blocking blocking_;
};

}  // namespace

StageLayout stage_layout(const Problem& problem, const KernelInfo& kernel) noexcept {
    const RegionForm& form = form_of(kernel);
    const std::int32_t channels = problem.block_input_channels();
    return {form.stages_planes, form.spreads_planes, channels,
            form.spreads_pixels ? pixel_pitch(channels, problem.element_bytes()) : channels,
            problem.element_bytes()};
}

bool reads_planes_in_place(const Problem& problem, const KernelInfo& kernel) noexcept {
    const RegionForm& form = form_of(kernel);
    const bool few = problem.depthwise || problem.out_channels <= kFewBlocks * kernel.channel_block;
    return form.stages_planes && !form.joins_rows && !problem.widens() && problem.input_stride[0] == 1 && few;
}

bool uses_scratch(const Problem& problem, const KernelInfo& kernel) noexcept {
    return form_of(kernel).transposes(problem) || problem.narrows();
}

std::optional<Blocking> choose_blocking(const Problem& problem, const KernelInfo& kernel,
                                        const Tuning& tuning, std::string& refusal) {
    return Splitter(problem, kernel, tuning).split(refusal);
}

}  // namespace convt::detail
