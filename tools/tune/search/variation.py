"""Makes new candidates from good ones."""

from search.candidate import COUNTS, plain, strategy

# Larger layers never gain from running on one thread alone.
ONE_THREAD_MACS = 20_000_000
MOST_CUTS = 16


def positions(layer, d):
    """Outputs of one phase along dimension d."""
    return -(-layer["desc"]["out_spatial"][d] // layer["desc"]["strides"][d])


def _step(value, rng):
    return max(1, rng.choice((value * 2, value // 2, value + 1, value - 1)))


def _change_block(child, layer, rng):
    """One dimension is cut into another number of even parts."""
    block = list(child["block"])
    d = rng.randrange(len(block))
    extent = positions(layer, d)
    if strategy(child).startswith("winograd"):
        extent = -(-extent // int(strategy(child).removeprefix("winograd")))
    cuts = rng.randint(1, min(extent, MOST_CUTS)) if rng.random() < 0.5 else _step(-(-extent // block[d]), rng)
    block[d] = max(1, -(-extent // cuts))
    child["block"] = block


def _change_kernel(child, kernels, rng):
    """Another kernel, more often one that the cost model thinks well of, with the split that it would have."""
    rank = min(int(rng.expovariate(0.25)), len(kernels) - 1)
    child.clear()
    child.update(plain(kernels[rank]))


def mutate(parent, layer, kernels, rng):
    """Changes one thing, sometimes more."""
    child = plain(parent)
    while True:
        changes = [count for count in COUNTS if count in child]
        if "block" in child:
            changes += ["block"] * 3
        if layer["macs"] < ONE_THREAD_MACS and "one_thread" in child:
            changes.append("one_thread")
        changes += ["kernel"]
        change = rng.choice(changes)
        if change == "block":
            _change_block(child, layer, rng)
        elif change == "kernel":
            _change_kernel(child, kernels, rng)
        elif change == "one_thread":
            child["one_thread"] = not child["one_thread"]
        else:
            child[change] = _step(child[change], rng)
        if rng.random() < 0.6:
            return child


def cross(mother, father, rng):
    """The mother's kernel with some of the father's split."""
    child = plain(mother)
    for name in child:
        if name != "kernel" and name in father and rng.random() < 0.5:
            child[name] = father[name]
    return child
