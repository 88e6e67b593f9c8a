"""The results file: JSON, written whole beside itself and renamed after each layer, so an interrupted run can go on."""
import hashlib
import json
import os
import pathlib
import time


def file_digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:16]


class ResultsError(Exception):
    pass


class Results:
    def __init__(self, path, machine, build, weights, resume):
        self.path = pathlib.Path(path)
        self.data = {"format": 1, "date": time.strftime("%Y-%m-%d"), "machine": machine, "build": build, "weights": weights, "peaks": [],
                     "versions": {}, "unavailable": {}, "call_us": {}, "layers": {}, "runs": []}
        if resume and self.path.exists():
            self._take_over(json.loads(self.path.read_text(encoding="utf-8")))

    def _take_over(self, older):
        for key in ("format", "machine", "build", "weights"):
            if older.get(key) != self.data[key]:
                raise ResultsError(f"{self.path} cannot be resumed: {key} was {older.get(key)}, is {self.data[key]}")
        self.data = older

    def has(self, layer_id, threads):
        return any(run["layer"] == layer_id and run["threads"] == threads for run in self.data["runs"])

    def add(self, layer, run):
        self.data["layers"][layer.id] = {"rank": layer.rank, "batch": layer.batch, "groups": layer.groups,
                                         "in_channels": layer.in_channels, "out_channels": layer.out_channels,
                                         "in_spatial": layer.in_spatial, "out_spatial": layer.out_spatial,
                                         "kernel": layer.kernel, "strides": layer.strides,
                                         "dilation_rate": layer.dilation_rate, "macs": layer.macs}
        self.data["runs"].append(run)
        self.write()

    def write(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(self.path.name + ".new")
        beside.write_text(json.dumps(self.data, indent=1) + "\n", encoding="utf-8")
        os.replace(beside, self.path)
