"""Lets Halide's autoschedulers schedule and compile each layer: one shared object each, or the reason why not.

    compile.py FOLDER [--filter REGEX] [--threads N] [--cpu-seconds 600]

What FOLDER holds is kept. generators/programs/layer_generator.cpp is the algorithm that they get.
"""
import argparse
import json
import pathlib
import re
import resource
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "bench" / "peers"))

from driver.layers import read_layers  # noqa: E402

AUTOSCHEDULERS = ("Mullapudi2016", "Adams2019")
GENERATOR = ROOT / "build" / "release" / "generators" / "convt_generator_layer"


def selected(pattern=""):
    """The layers of layers.txt, in its order."""
    wanted = [line for line in (HERE / "layers.txt").read_text().split("\n") if line and not line.startswith("#")]
    layers = {layer.id: layer for layer in read_layers(ROOT / "bench" / "layers" / "layers.csv")}
    return [layers[name] for name in wanted if re.search(pattern, name)]


def halide_folder():
    (folder,) = (ROOT / ".venv" / "lib").glob("python3.*/site-packages/halide/lib64")
    return folder


def host_target():
    """The tier that convt would use here, by Halide's name for it."""
    answer = subprocess.run([ROOT / "build/release/tools/tune/convt-tune-worker"], input='{"op": "hello"}\n',
                            capture_output=True, text=True, check=True)
    isa = json.loads(answer.stdout)["signature"]["isa"]
    catalog = json.loads((ROOT / "build/release/runtime/kernels/kernel_catalog.json").read_text())
    return catalog["tiers"][isa]["target"]


def parameters(layer):
    def joined(values):
        return "x".join(map(str, values))

    return [f"batch={layer.batch}", f"in_channels={layer.in_channels}", f"out_channels={layer.out_channels}",
            f"in_spatial={joined(layer.in_spatial)}", f"out_spatial={joined(layer.out_spatial)}",
            f"kernel_size={joined(layer.kernel)}", f"strides={joined(layer.strides)}",
            f"crop_left={joined(layer.crop_left)}"]


def compile_layer(layer, autoscheduler, folder, options):
    """{seconds} or {error}; time counts as the CPU's, so that a busy machine changes nothing."""
    name = f"{layer.id}_{autoscheduler.lower()}"
    plugin = halide_folder() / f"libautoschedule_{autoscheduler.lower()}.so"
    command = [GENERATOR, "-g", "conv_transpose_layer", "-f", "run_layer", "-n", name, "-e", "object,schedule",
               "-o", folder, "-p", plugin, f"target={host_target()}-no_asserts-no_bounds_query",
               f"autoscheduler={autoscheduler}", f"autoscheduler.parallelism={options.threads}", *parameters(layer)]
    limit = options.cpu_seconds
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)))
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode != 0:
        if seconds >= limit - 1:
            return {"error": f"not finished in {limit} s"}
        return {"error": (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1][:200]}
    subprocess.run(["g++", "-shared", "-o", folder / f"{name}.so", folder / f"{name}.o", "-lpthread", "-ldl"], check=True)
    return {"seconds": round(seconds, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cpu-seconds", type=int, default=600)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    record = options.folder / "compiled.json"
    compiled = json.loads(record.read_text()) if record.exists() else {}
    for layer in selected(options.filter):
        for autoscheduler in AUTOSCHEDULERS:
            key = f"{layer.id}_{autoscheduler.lower()}"
            if key in compiled:
                continue
            began = time.monotonic()
            compiled[key] = compile_layer(layer, autoscheduler, options.folder, options)
            record.write_text(json.dumps(compiled, indent=1) + "\n")
            print(f"{key}: {compiled[key]}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
