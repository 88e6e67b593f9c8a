#!/usr/bin/env python3
"""Machine code of kernels: no register wider than the tier has, no instruction that its CPUs may lack, no request past
the caches, and inner loops that keep their sums in registers.

Usage: kernel_code.py BUILD_DIR
       kernel_code.py --self-test
"""

import pathlib
import re
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kernels"))

from listing import Instruction, disassemble, functions, multiply_loops  # noqa: E402
from project_files import ROOT, report  # noqa: E402

MANIFEST = tomllib.loads((ROOT / "generators" / "kernels.toml").read_text())
TIERS = {name: tier for name, tier in MANIFEST["tiers"].items() if tier["processor"] == "x86_64"}
SUM_BYTES = {"float": 4, "double": 8, "int32_t": 4}
# Tier -> what its CPUs may lack. Names that start with v are VEX-encoded: AVX or later.
FORBIDDEN = {
    "base": (re.compile(r"^v|%[yz]mm"), "an AVX instruction"),
    "avx2": (re.compile(r"%zmm|%k[0-7]|%[xy]mm(1[6-9]|[23]\d)"), "an AVX-512 register"),
}
# Tier -> its vector instructions, where Halide's target has more than its CPUs: Zen 4's, of which Cascade Lake has AVX-512 F, BW,
# DQ, VL and VNNI. One that is missing here is looked up, and added where it belongs to these.
ALLOWED = {
    "avx512vnni": set(
        "vaddps vaddss vbroadcastss vcvtdq2ps vcvtsi2ss vcvtsi2ssl vdivps vdivss vextracti128 vextracti64x4 vinserti64x4 vmaxps "
        "vmaxss vminps vminss vmovaps vmovd vmovdqa64 vmovdqu vmovdqu32 vmovdqu64 vmovq vmovss vmovups vmulps vmulss vpaddd vpaddq "
        "vpandd vpandnd vpandnq vpandq vpbroadcastd vpbroadcastq vpcmpgtd vpcmpgtq vpdpbusd vpinsrd vpmaxsd vpmaxsq vpminsd vpminsq "
        "vpmovdb vpmovm2d vpmovqd vpmovsqd vpmovsxdq vpmovzxdq vpmuldq vpord vporq vpshufd vpsllvd vpsllvq vpsraq vpsravd vpsrld "
        "vpsrlq vpsubd vpternlogd vpternlogq vpxor vpxord vpxorq vxorps vzeroupper".split()),
}
# Lines asked for past the caches leave Intel's L3, and come from memory each time (schedules/passes/prefetch_stream.h).
PAST_CACHES = "prefetchnta"
# Kernels whose loops this check knows: a register tile of c output channels by p pixels.
TILE = re.compile(
    rf"(?:\dd_)?({'|'.join(MANIFEST['types'])})_(?:direct|rows\d|winograd_multiply|tapped_multiply|scatter_multiply|dot_multiply)"
    rf"_c(\d+)p(\d+)_({'|'.join(TIERS)})$"
)


def problems_of(name: str, code: list[Instruction]) -> list[str]:
    tier = name.removesuffix("_argv").rsplit("_", 1)[1]  # Halide's second entry to the same kernel
    problems = []
    if tier in FORBIDDEN:
        pattern, what = FORBIDDEN[tier]
        first = next((i for i in code if pattern.search(f"{i.mnemonic} {i.operands}")), None)
        if first:
            problems.append(f"{name} has {what}: {first.mnemonic} {first.operands}")
    for unknown in sorted({i.mnemonic for i in code if i.mnemonic.startswith("v")} - ALLOWED[tier] if tier in ALLOWED else ()):
        problems.append(f"{name} has {unknown}, which is not known to be an instruction of {tier}")
    if any(i.mnemonic == PAST_CACHES for i in code):
        problems.append(f"{name} has {PAST_CACHES}")
    if tile := TILE.search(name):
        lanes = TIERS[tier]["register_bytes"] // SUM_BYTES[MANIFEST["types"][tile[1]]["sums"]]
        problems += problems_of_tile(name, code, int(tile[2]) * int(tile[3]) // lanes)
    return problems


def problems_of_tile(name: str, code: list[Instruction], sums: int) -> list[str]:
    loops = multiply_loops(name, code)
    if "_tapped_" in name or "_scatter_" in name:
        loops = loops[:1]  # the others serve what a turn of channels leaves
    if not loops:
        return [f"{name} has no loop that multiplies and adds"]
    problems = []
    for loop in loops:
        if loop.stores:
            store = loop.stores[0]
            problems.append(
                f"{name}: an inner loop of {loop.multiply_adds} multiply-adds stores: "
                f"{store.address:x}: {store.mnemonic} {store.operands}"
            )
    if len(loops[0].sums) < sums:
        problems.append(f"{name}: the busiest inner loop has {len(loops[0].sums)} sums in registers, not {sums}")
    return problems


def self_test() -> int:
    """The check finds what it looks for in listings made up here, and nothing in a right one."""
    name = "convt_2d_f32_direct_c8p2_avx2"
    right = (
        "0000000000000000 <{name}>:\n"
        "   0:\txor    %eax,%eax\n"
        "   2:\tvbroadcastss (%rsi,%rax,4),%ymm2\n"
        "   8:\tvfmadd231ps (%rdx),%ymm2,%ymm0\n"
        "   d:\tvfmadd231ps 0x20(%rdx),%ymm2,%ymm1\n"
        "  13:\t{extra}\n"
        "  16:\tinc    %rax\n"
        "  19:\tjne    2 <{name}+0x2>\n"
        "  1b:\tvmovups %ymm0,(%rdi)\n"
        "  1f:\tret\n"
    )
    cases = [
        (name, "test   %ecx,0x8(%rsp)", 0),
        (name, "vmovaps %ymm0,0x20(%rsp)", 1),
        (name, "vaddps %zmm3,%zmm4,%zmm5", 1),
        (name, "prefetchnta 0x1000(%rdx)", 1),
        (name, "prefetcht0 0x1000(%rdx)", 0),
        (name.replace("c8", "c16"), "nop", 1),
        ("convt_f32_transpose_base", "movaps %xmm0,(%rdi)", 1),
        ("convt_s8_dot_nearest_avx512vnni", "vpermb %zmm3,%zmm4,%zmm5", 2),
    ]
    problems = []
    for tested, extra, expected in cases:
        ((found_name, code),) = functions(right.format(name=tested, extra=extra)).items()
        found = problems_of(found_name, code)
        if len(found) != expected:
            problems.append(f"{tested} with '{extra}': expected {expected} problem(s), found {found}")
    without_loop = functions(f"0 <{name}>:\n   0:\tret\n")[name]
    if not problems_of(name, without_loop):
        problems.append("a kernel without a loop passes")
    return report("kernel code self-test", problems)


def main() -> int:
    if sys.argv[1] == "--self-test":
        return self_test()
    kernels = pathlib.Path(sys.argv[1]) / "runtime" / "kernels"
    objects = sorted(path for path in kernels.glob("*.o") if path.stem.rsplit("_", 1)[1] in TIERS)
    if not objects:
        return report("kernel code", [f"no x86 kernel object in {kernels}; build first"])
    found = functions(disassemble(objects))
    problems = [f"{path.name} has no function of its name" for path in objects if path.stem not in found]
    for name, code in found.items():
        problems += problems_of(name, code)
    tiles = sum(TILE.search(name) is not None for name in found)
    print(f"kernel code: {len(objects)} objects read, {tiles} register tiles")
    return report("kernel code", problems)


if __name__ == "__main__":
    sys.exit(main())
