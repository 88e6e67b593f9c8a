"""Times transposed convolutions of PyTorch, of Keras on torch and of convt in turns: docs/frameworks/pytorch.md's table.

    layers.py [--threads N] [--rounds N] [--dtype float32]

Microseconds of one call: CPU time of the process on one thread, which neighbours on the machine change least, and wall
time on more; the smallest of the rounds. Layers are of batch 1, their outputs cut as Keras's "same" does.
"""

import argparse
import os
import time

os.environ["KERAS_BACKEND"] = "torch"

import convt
import convt.torch
import convt.torch.functions
import keras
import torch

# Spatial sizes, input channels, kernel size, stride, output channels; sizes around the rule's bounds at the end.
LAYERS = (
    ((32, 24), 256, 4, 2, 256),
    ((8, 8), 256, 5, 2, 128),
    ((4, 4), 1024, 4, 2, 512),
    ((200,), 512, 16, 8, 256),
    ((28, 28), 512, 2, 2, 256),
    ((16, 16, 16), 128, 2, 2, 64),
    ((16, 16), 32, 2, 2, 16),
    ((32, 32), 16, 2, 2, 16),
    ((16, 16), 32, 4, 2, 16),
    ((64, 64), 16, 2, 2, 3),
    ((4, 4), 8, 2, 2, 8),
)
COLUMNS = ("layer", "PyTorch", "last", "convt", "last", "Keras on torch", "with convt")
SECONDS_OF_A_ROUND = 0.004


def calls_of(spatial, in_channels, size, stride, out_channels, dtype):
    """The six calls of a row, on tensors of the same shapes."""
    rank = len(spatial)
    x = torch.randn(1, in_channels, *spatial).to(dtype)
    w = torch.nn.Parameter((torch.randn(in_channels, out_channels, *(size,) * rank) * 0.05).to(dtype))
    last = x.movedim(1, -1).contiguous()
    kernel = torch.nn.Parameter(w.detach().permute(*range(2, rank + 2), 1, 0).contiguous())
    w_last = torch.nn.Parameter(w.detach().to(memory_format=torch.channels_last)) if rank == 2 else w
    padding = (size - stride + 1) // 2
    arguments = (None, stride, padding, stride - size + 2 * padding)
    theirs = getattr(torch.nn.functional, f"conv_transpose{rank}d")
    ours = getattr(convt.torch, f"conv_transpose{rank}d")
    return (lambda: theirs(x, w, *arguments), lambda: theirs(last.movedim(-1, 1), w_last, *arguments),
            lambda: ours(x, w, *arguments), lambda: ours(last.movedim(-1, 1), w, *arguments),
            lambda: keras.src.backend.nn.conv_transpose(last, kernel, stride, "same", None, "channels_last"),
            lambda: convt.torch.conv_transpose(last, kernel, stride, "same"))


def seconds(call, times, clock):
    begin = clock()
    for _ in range(times):
        call()
    return (clock() - begin) / times


def smallest_times(calls, rounds, clock):
    for call in calls:
        for _ in range(3):  # the kernel is packed by then
            call()
    times = [max(1, int(SECONDS_OF_A_ROUND / seconds(call, 1, time.perf_counter))) for call in calls]
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        best = [min(known, seconds(call, n, clock)) for known, call, n in zip(best, calls, times, strict=True)]
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--dtype", default="float32", choices=("float32", "float64", "float16", "bfloat16"))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    convt.set_num_threads(options.threads)
    convt.torch.functions.is_better_left = lambda *arguments: False  # convt's column is convt
    clock = time.process_time if options.threads == 1 else time.perf_counter
    print("| " + " | ".join(COLUMNS) + " |\n| --- |" + " ---: |" * (len(COLUMNS) - 1))
    with torch.no_grad():
        for spatial, in_channels, size, stride, out_channels in LAYERS:
            calls = calls_of(spatial, in_channels, size, stride, out_channels, getattr(torch, options.dtype))
            name = f"{'x'.join(map(str, spatial))}x{in_channels}, {size} s{stride} → {out_channels}"
            best = smallest_times(calls, options.rounds, clock)
            print(f"| {name} | " + " | ".join(f"{1e6 * value:.0f}" for value in best) + " |", flush=True)


if __name__ == "__main__":
    main()
