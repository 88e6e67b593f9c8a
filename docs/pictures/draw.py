"""Draws docs/pictures/phases.svg and tile.svg from what the Python module computes and kernels.toml states (make docs-pictures)."""

import os
import pathlib
import re
import tomllib

os.environ["CONVT_MAX_ISA"] = "avx2"  # the same kernel on every machine, asked for before the module looks

import convt
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
COLOURS = ("#2f6fab", "#c4541b", "#3a8a4d")
PHASES = ({"inputs": 5, "kernel": 4, "strides": 2}, {"inputs": 4, "kernel": 5, "strides": 3})


def text(x, y, words, size=13, colour="#1b1f24", anchor="middle"):
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{words}</text>'


def box(x, y, width, height, fill, stroke="#1b1f24"):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" stroke="{stroke}"/>'


def save(name, width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    body = [head, box(0, 0, width, height, "#fff", "none"), *parts, "</svg>"]
    (HERE / name).write_text("\n".join(body) + "\n")


def meetings(inputs, kernel, strides):
    """For each output the (input, tap) pairs that reach it: a 1 in the one and a 1 in the other make it other than 0."""
    met = {}
    for i in range(inputs):
        for tap in range(kernel):
            x, w = np.zeros((1, inputs, 1), "float32"), np.zeros((kernel, 1, 1), "float32")
            x[0, i, 0] = w[tap, 0, 0] = 1
            y = convt.conv_transpose(x, w, strides=strides, padding="same").ravel()
            for output in range(y.size):
                met.setdefault(output, []).extend([(i, tap)] if y[output] else [])
    return met


def phases_of(met):
    """Numbers of the outputs' phases: outputs that share a tap are of one."""
    phases, taps_of = {}, []
    for output, pairs in met.items():
        taps = {tap for _, tap in pairs}
        found = next((number for number, known in enumerate(taps_of) if known & taps), len(taps_of))
        if found == len(taps_of):
            taps_of.append(set())
        taps_of[found] |= taps
        phases[output] = found
    return phases, taps_of


def draw_phases():
    parts, left = [], 40
    for panel in PHASES:
        met = meetings(**panel)
        phases, taps_of = phases_of(met)
        pitch, top, bottom = 40, 62, 210
        width = pitch * len(met)
        x_in = [left + width * (i + 0.5) / panel["inputs"] for i in range(panel["inputs"])]
        x_out = [left + pitch * (o + 0.5) for o in range(len(met))]
        parts.append(text(left, 24, f'kernel {panel["kernel"]}, strides {panel["strides"]}, padding same', 14, anchor="start"))
        for output, pairs in met.items():
            colour = COLOURS[phases[output]]
            for i, tap in pairs:
                parts.append(f'<line x1="{x_in[i]}" y1="{top}" x2="{x_out[output]}" y2="{bottom}" stroke="{colour}" stroke-width="1.6"/>')
                at = 0.6 if phases[output] else 0.8  # not on top of each other where lines cross
                x, y = x_in[i] + at * (x_out[output] - x_in[i]), top + at * (bottom - top)
                parts += [f'<circle cx="{x}" cy="{y}" r="8" fill="#fff"/>', text(x, y + 4, tap, 11, colour)]
        for i, x in enumerate(x_in):
            parts += [f'<circle cx="{x}" cy="{top}" r="15" fill="#eef1f4" stroke="#1b1f24"/>', text(x, top + 5, i)]
        for output, x in enumerate(x_out):
            parts += [box(x - 15, bottom, 30, 30, COLOURS[phases[output]]), text(x, bottom + 20, output, colour="#fff")]
        for number, taps in enumerate(taps_of):
            parts.append(text(left, 266 + 20 * number, f"phase {number}: taps {', '.join(map(str, sorted(taps)))}", 13,
                              COLOURS[number], "start"))
        left += width + 60
    parts += [text(8, 66, "in", 12, anchor="start"), text(8, 230, "out", 12, anchor="start")]
    save("phases.svg", left, 330, parts)


def draw_tile():
    name = convt.Plan((1, 32, 32, 256), (2, 2, 128, 256), strides=2).kernel_name
    channels, pixels, tier = re.fullmatch(r"convt_2d_nhwc_f32_direct_c(\d+)p(\d+)_(\w+)", name).groups()
    channels, pixels = int(channels), int(pixels)
    tiers = tomllib.loads((HERE.parents[1] / "generators" / "kernels.toml").read_text())["tiers"]
    lanes, registers = tiers[tier]["register_bytes"] // 4, tiers[tier]["registers"]
    vectors, cell, left, top = channels // lanes, 30, 170, 120
    parts = [text(20, 28, name, 15, anchor="start")]
    for vector in range(vectors):
        x = left + vector * (lanes * cell + 14)
        parts += [text(x + lanes * cell / 2, top - 48, f"kernel: output channels {vector * lanes} to {(vector + 1) * lanes - 1}", 12)]
        parts += [box(x + lane * cell, top - 40, cell, 22, "#f6d9c8") for lane in range(lanes)]
        for pixel in range(pixels):
            y = top + pixel * (cell + 6)
            parts += [box(x + lane * cell, y, cell, cell, "#9cc3e6") for lane in range(lanes)]
            parts.append(text(x + lanes * cell / 2, y + 20, "sums", 12))
    for pixel in range(pixels):
        y = top + pixel * (cell + 6)
        parts += [box(left - 50, y, cell, cell, "#cfe8d4"), text(left - 60, y + 20, f"pixel {pixel}", 12, anchor="end")]
    y = top + pixels * (cell + 6) + 24
    sums = vectors * pixels
    lines = (f"{sums} of {registers} registers of {lanes} lanes keep the sums of {pixels} pixels by {channels} channels over all taps and input channels.",
             f"One input channel of one tap: {vectors} loads of the kernel, {pixels} inputs broadcast, {sums} multiply-adds.")
    parts += [text(20, y + 20 * number, line, 13, anchor="start") for number, line in enumerate(lines)]
    save("tile.svg", left + vectors * (lanes * cell + 14) + 20, y + 40, parts)


if __name__ == "__main__":
    draw_phases()
    draw_tile()
