#!/usr/bin/env python3
"""Stands in for `convt layers` and `convt-tune-worker`: the same answers, with times that are a function of the
candidate alone.

CONVT_FAKE_KILL names a file; while it exists, the first measurement removes it and kills the process that asked.
"""

import hashlib
import json
import os
import signal
import sys

SIGNATURE = {"cpu": "Fake-1-2", "isa": "avx512", "library": "0.1", "contract": 2}
KERNELS = [f"convt_2d_nhwc_f32_{how}_c{c}p{p}_avx512" for how, c, p in
           (("direct", 16, 16), ("direct", 32, 12), ("direct", 48, 8), ("winograd2", 32, 12), ("planar", 1, 64))]


def milliseconds(candidate):
    """Best with blocks of 6 x 12 and four parts on c48p8; other kernels pay for being others."""
    block, parts = candidate.get("block", [16, 16]), candidate.get("channel_parts", 1)
    cost = 1 + abs(block[0] - 6) / 8 + abs(block[1] - 12) / 16 + abs(parts - 4) / 6
    noise = int(hashlib.sha256(candidate["kernel"].encode()).hexdigest()[:4], 16) / 0xFFFF
    return cost * (1 if "c48p8" in candidate["kernel"] else 1.2 + 0.4 * noise)


def with_cycles(candidate):
    # A model that is blind to the split and likes the wrong kernel.
    return {**candidate, "schedule": "0a1b2c3d", "cycles": 1e6 * (2 + KERNELS.index(candidate["kernel"]))}


def defaults():
    return [with_cycles({"kernel": k, "block": [16, 16], "channel_parts": 1, "one_thread": False}) for k in KERNELS]


def layers():
    found = []
    for number in range(3):
        desc = {"rank": 2, "data_format": "channels_last", "batch": 1, "out_spatial": [32, 32 + number],
                "strides": [2, 2]}
        found.append({"id": f"layer{number}", "problem": f"problem {number}", "open": [], "macs": 10**6 + number,
                      "desc": desc})
    return found


def race(request):
    flag = os.environ.get("CONVT_FAKE_KILL")
    if flag and os.path.exists(flag):
        os.remove(flag)
        os.kill(os.getppid(), signal.SIGKILL)
    default = milliseconds(defaults()[0])
    times = [milliseconds(candidate) for candidate in request["candidates"]]
    return {"default_ms": default, "elapsed": 1.5,
            "results": [{"ms": ms, "ratio": ms / default, "error_over_bound": 0.1} for ms in times]}


def estimate(request):
    return {"candidates": [with_cycles(candidate) if candidate["block"][0] <= 16 and candidate["block"][1] <= 16
                           else {"refused": "too large"} for candidate in request["candidates"]]}


ANSWERS = {
    "hello": lambda request: {"signature": SIGNATURE, "model": "Fake CPU", "cpus": 2},
    "kernels": lambda request: {"default": defaults()[0], "kernels": defaults()},
    "estimate": estimate,
    "race": race,
}

if sys.argv[1:2] == ["layers"]:
    print("\n".join(json.dumps(layer) for layer in layers()))
    sys.exit()
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(ANSWERS[question["op"]](question)), flush=True)
