"""What the machine can do, measured with `convt peak` in the same run."""
import os
import pathlib
import platform
import re
import subprocess
import time

from driver.contestants import BUILD

CONVT = BUILD / "release" / "tools" / "convt"
FMA = re.compile(r"^(\d+) threads?\s+(\w+)\s+([\d.]+) GFLOP/s")
MEMORY = re.compile(r"^(\d+) threads?\s+memory\s+([\d.]+) GB/s read, ([\d.]+) GB/s copied")

# How people call the machines that were measured.
NAMES = {"AuthenticAMD-23-1": "Zen 1", "AuthenticAMD-25-1": "Zen 3", "AuthenticAMD-25-17": "Zen 4",
         "GenuineIntel-6-207": "Xeon 207"}


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def signature(cpuinfo):
    """Vendor, family and model, as tuned files have them."""
    first = dict(re.findall(r"^(vendor_id|cpu family|model)\s*: (.*)$", cpuinfo.split("\n\n")[0], re.MULTILINE))
    return "-".join(first.get(key, "unknown") for key in ("vendor_id", "cpu family", "model"))


def describe():
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    mark = signature(cpuinfo)
    return {"cpu": cpu_name(), "signature": mark, "name": NAMES.get(mark, mark), "cpus": len(os.sched_getaffinity(0)),
            "avx512": " avx512f" in cpuinfo, "system": platform.platform(), "python": platform.python_version()}


def parse_peak(text):
    """{threads: {"gflops": of the best tier, "read": GB/s, "copy": GB/s}}."""
    peaks = {}
    for line in text.splitlines():
        if fma := FMA.match(line):
            row = peaks.setdefault(int(fma[1]), {})
            row["gflops"] = max(row.get("gflops", 0), float(fma[3]))
        elif memory := MEMORY.match(line):
            peaks.setdefault(int(memory[1]), {}).update(read=float(memory[2]), copy=float(memory[3]))
    return peaks


def measure_peak(threads):
    text = subprocess.run([CONVT, "peak", "--threads", str(threads)], check=True, capture_output=True, text=True).stdout
    return {"at": time.strftime("%Y-%m-%d %H:%M:%S"), "threads": threads, **parse_peak(text)[threads]}
