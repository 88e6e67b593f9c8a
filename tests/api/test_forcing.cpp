/// Kernels forced by name and tiers capped: what was asked for runs, or nothing.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "convt/plan.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

ConvTransposeDesc problem(std::int64_t out_channels = 33) {
    ConvTransposeDesc desc;
    desc.in_channels = 5;
    desc.out_channels = out_channels;
    desc.in_spatial = {6, 7, 1};
    desc.kernel_size = {3, 3, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

PlanOptions forced(const std::string& name) {
    return {.max_isa = {}, .kernel_name = name};
}
PlanOptions capped(Isa isa) {
    return {.max_isa = isa, .kernel_name = {}};
}

/// Sets CONVT_MAX_ISA for one test and puts back what was there.
class IsaCap {
public:
    explicit IsaCap(const char* value) {
        if (const char* old = std::getenv(kName)) old_ = old;
        setenv(kName, value, 1);
    }
    IsaCap(const IsaCap&) = delete;
    IsaCap& operator=(const IsaCap&) = delete;
    ~IsaCap() { old_ ? setenv(kName, old_->c_str(), 1) : unsetenv(kName); }

private:
    static constexpr const char* kName = "CONVT_MAX_ISA";
    std::optional<std::string> old_;
};

TEST(Forcing, TheChosenKernelCanBeForced) {
    const auto chosen = Plan::create(problem());
    ASSERT_TRUE(chosen.ok());
    const auto plan = Plan::create(problem(), forced(chosen->kernel_name()));
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), chosen->kernel_name());
}

TEST(Forcing, TheReferenceServesEverything) {
    support::Random random;
    for (DType dtype : support::element_types()) {
        for (int rank : {1, 2, 3}) {
            ConvTransposeDesc desc = support::with_type(problem(3), dtype);
            desc.rank = rank;
            desc = support::with_outputs(desc);
            const auto plan = Plan::create(desc, forced("convt_reference"));
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            EXPECT_STREQ(plan->kernel_name(), "convt_reference");
            EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random));
        }
    }
}

TEST(Forcing, UnknownNameIsInvalid) {
    const auto plan = Plan::create(problem(), forced("convt_2d_nhwc_f32_magic"));
    EXPECT_EQ(plan.status().code(), StatusCode::invalid_argument);
    EXPECT_NE(plan.status().message().find("convt_2d_nhwc_f32_magic"), std::string::npos);
}

TEST(Forcing, NameOfAnotherLayoutIsRefused) {
    const auto chosen = Plan::create(problem());
    ASSERT_TRUE(chosen.ok());
    ConvTransposeDesc other = problem();
    other.data_format = DataFormat::channels_first;
    const auto plan = Plan::create(other, forced(chosen->kernel_name()));
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find("data_format"), std::string::npos) << plan.status().message();
}

TEST(Forcing, NameOfAnotherTypeIsRefused) {
    for (DType dtype : support::element_types()) {
        const auto chosen = Plan::create(support::with_type(problem(), dtype));
        ASSERT_TRUE(chosen.ok()) << chosen.status().message();
        EXPECT_NE(std::string(chosen->kernel_name()).find("_" + support::name_of(dtype) + "_"),
                  std::string::npos)
            << chosen->kernel_name();
        for (DType other : support::element_types()) {
            if (other == dtype) continue;
            const auto plan =
                Plan::create(support::with_type(problem(), other), forced(chosen->kernel_name()));
            EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
            EXPECT_NE(plan.status().message().find("dtype"), std::string::npos) << plan.status().message();
        }
    }
}

TEST(Forcing, NameOfAnotherRankIsRefused) {
    const auto chosen = Plan::create(problem());
    ASSERT_TRUE(chosen.ok());
    ConvTransposeDesc other = problem();
    other.rank = 1;
    const auto plan = Plan::create(other, forced(chosen->kernel_name()));
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find("rank"), std::string::npos) << plan.status().message();
}

TEST(Forcing, KernelTooWideForTheProblemIsRefused) {
    const auto wide = Plan::create(problem(64));
    ASSERT_TRUE(wide.ok());
    ConvTransposeDesc narrow = problem(1);
    narrow.strides = {1, 1, 1};
    const auto plan = Plan::create(support::with_outputs(narrow), forced(wide->kernel_name()));
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << wide->kernel_name();
    EXPECT_NE(plan.status().message().find("output channels"), std::string::npos) << plan.status().message();
}

TEST(Tiers, EveryTierUpToTheHighestRuns) {
    support::Random random;
    const Isa highest = detect_isa();
    for (Isa isa : {Isa::base, Isa::avx2, Isa::avx512, Isa::neon, Isa::avx512vnni}) {
        for (DType dtype : support::element_types()) {
            const ConvTransposeDesc desc = support::with_type(problem(), dtype);
            const auto plan = Plan::create(desc, capped(isa));
            EXPECT_EQ(plan.ok(), Plan::create(problem(), capped(isa)).ok()) << plan.status().message();
            if (!plan.ok()) continue;
            EXPECT_LE(plan->isa(), isa);
            EXPECT_LE(plan->isa(), highest);
            EXPECT_NE(std::string(plan->kernel_name()).find(isa_name(plan->isa())), std::string::npos);
            EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random));
        }
    }
    EXPECT_TRUE(Plan::create(problem(), capped(highest)).ok());
}

TEST(Tiers, AnotherArchitectureIsRefused) {
    const Isa foreign = detect_isa() == Isa::neon ? Isa::avx2 : Isa::neon;
    const auto plan = Plan::create(problem(), capped(foreign));
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find(isa_name(foreign)), std::string::npos) << plan.status().message();
}

TEST(Tiers, NoTierAtAllIsRefused) {
    const auto plan = Plan::create(problem(), capped(static_cast<Isa>(77)));
    EXPECT_FALSE(plan.ok());
    EXPECT_FALSE(plan.status().message().empty());
}

TEST(Tiers, NamesParseBack) {
    for (Isa isa : {Isa::base, Isa::avx2, Isa::avx512, Isa::neon, Isa::avx512vnni})
        EXPECT_EQ(parse_isa(isa_name(isa)), isa);
    EXPECT_FALSE(parse_isa("AVX2").has_value());
    EXPECT_FALSE(parse_isa("").has_value());
}

TEST(Tiers, EnvironmentCapsTheChoice) {
    if (detect_isa() == Isa::neon) GTEST_SKIP() << "AArch64 has one tier";
    const IsaCap cap("base");
    EXPECT_EQ(detect_isa(), Isa::base);
    const auto plan = Plan::create(problem());
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_EQ(plan->isa(), Isa::base);
}

TEST(Tiers, EnvironmentCapAboveTheCpuChangesNothing) {
    if (detect_isa() == Isa::neon) GTEST_SKIP() << "AArch64 has one tier";
    const Isa uncapped = detect_isa();
    const IsaCap cap("avx512vnni");
    EXPECT_GE(detect_isa(), uncapped);
    EXPECT_TRUE(Plan::create(problem()).ok());
}

TEST(Tiers, AnUnknownEnvironmentCapIsSaid) {
    const char* foreign = detect_isa() == Isa::neon ? "avx2" : "neon";
    for (const char* name : {"avx3", "AVX2", " avx2", foreign}) {
        const IsaCap cap(name);
        for (const PlanOptions& options : {PlanOptions{}, capped(detect_isa()), forced("convt_reference")}) {
            const auto plan = Plan::create(problem(), options);
            EXPECT_EQ(plan.status().code(), StatusCode::invalid_argument) << name;
            EXPECT_NE(plan.status().message().find("CONVT_MAX_ISA is '" + std::string(name) + "'"),
                      std::string::npos)
                << plan.status().message();
        }
        EXPECT_EQ(Plan::kernels(problem(), {}).status().code(), StatusCode::invalid_argument) << name;
    }
    const IsaCap cap("");
    EXPECT_TRUE(Plan::create(problem()).ok());
}

TEST(Explain, NamesTheKernelAndWhyOthersWereRefused) {
    const auto plan = Plan::create(problem());
    ASSERT_TRUE(plan.ok());
    const std::string text = plan->explain();
    EXPECT_NE(text.find(plan->kernel_name()), std::string::npos) << text;
    EXPECT_NE(text.find(std::to_string(plan->packed_bytes())), std::string::npos) << text;
    EXPECT_NE(text.find("depthwise"), std::string::npos) << text;
    EXPECT_NE(text.find("needs"), std::string::npos) << text;
}

}  // namespace
}  // namespace convt
