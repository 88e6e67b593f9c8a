"""One layer at one thread count: prepare everyone, check everyone's outputs, then time in turns."""
import dataclasses
import statistics
import time

import numpy as np

from driver.agreement import Judge

NEAR = 1.3  # peers within this of the fastest one get all rounds
FAR_ROUNDS = 2
HOPELESS = 20  # a first call this many times the fastest one's is all that is timed, when it is long
HOPELESS_SECONDS = 0.3


@dataclasses.dataclass(frozen=True)
class Pace:
    rounds: int  # of convt and the fastest peers
    turn_seconds: float
    layer_seconds: float  # no further round is begun after this


def _prepare(team, layer, folder):
    """{contestant: {first call, facts}} and {contestant: reason}."""
    inputs, kernel = layer.arrays()
    np.save(folder / "inputs.npy", inputs)
    np.save(folder / "kernel.npy", kernel)
    judge = Judge(layer, inputs, kernel)
    ready, refused, waiting = {}, {}, list(team.contestants)
    while waiting:
        lost = set()  # libraries whose process ended: what they had prepared before is prepared again
        for name in waiting:
            answer = team.ask(name, "prepare", layer=dataclasses.asdict(layer), folder=str(folder))
            fault = answer.get("error") or _fault(judge, folder / f"{name}.npy")
            if "lost" in answer:
                lost.add(team.contestants[name])
            if fault:
                refused[name] = fault
                ready.pop(name, None)
            else:
                ready[name] = {"first": answer["seconds"], **answer["facts"]}
        waiting = [name for name in ready if team.contestants[name] in lost]
    return ready, refused


def _fault(judge, file):
    outputs = np.load(file)
    file.unlink()
    return judge.fault(outputs)


def _same_kernel(ready):
    """Forcing direct sums changes nothing where they are the default: timed once."""
    default, direct = ready.get("convt_last"), ready.get("convt_direct")
    return bool(default and direct and default["kernel"] == direct["kernel"])


def _contenders(fastest):
    peers = [seconds for name, seconds in fastest.items() if not name.startswith("convt")]
    limit = NEAR * min(peers, default=0)
    return [name for name, seconds in fastest.items() if name.startswith("convt") or seconds <= limit]


def _time(team, names, firsts, pace):
    """{contestant: list of turns}."""
    turns = {name: [] for name in names}
    hopeless = max(HOPELESS_SECONDS, HOPELESS * min(firsts.values(), default=0))
    started = time.monotonic()
    for count in range(pace.rounds):
        if count >= FAR_ROUNDS and time.monotonic() - started > pace.layer_seconds:
            break
        near = _contenders({name: min(turn["min"] for turn in made) for name, made in turns.items() if made})
        order = [name for name in names if count < FAR_ROUNDS or name in near]
        for name in order if count % 2 == 0 else reversed(order):
            if firsts[name] > hopeless:
                turns[name] = [{"min": firsts[name], "median": firsts[name], "calls": 1}]
                continue
            turn = team.ask(name, "time", seconds=pace.turn_seconds)
            if "error" in turn:
                return turns, {name: turn["error"]}
            turns[name].append(turn)
    return turns, {}


def _figures(facts, turns):
    return {
        **{key: value for key, value in facts.items() if key != "first"},
        "ms_min": 1e3 * min(turn["min"] for turn in turns),
        "ms_median": 1e3 * statistics.median(turn["median"] for turn in turns),
        "rounds": len(turns),
        "calls": sum(turn["calls"] for turn in turns),
    }


def run_layer(team, layer, folder, pace):
    ready, refused = _prepare(team, layer, folder)
    same = _same_kernel(ready)
    while True:
        names = [name for name in ready if not (same and name == "convt_direct")]
        turns, lost = _time(team, names, {name: ready[name]["first"] for name in names}, pace)
        if not lost:
            break
        refused.update(lost)
        ready = {name: facts for name, facts in ready.items() if name not in lost}
    figures = {name: _figures(ready[name], turns[name]) for name in names}
    if same:
        figures["convt_direct"] = figures["convt_last"]
    team.release()
    return {"layer": layer.id, "threads": team.threads, "contestants": figures, "refused": refused}
