"""A kernel's split as one word, for readers: "block=4x16,channel_parts=2,one_thread"; "-" where it has none to state."""

COUNTS = ("channel_parts", "turned_channels", "units_together")


def text_of(candidate):
    """Of a candidate as tools/tune/worker writes it."""
    parts = []
    if "block" in candidate:
        parts.append("block=" + "x".join(str(value) for value in candidate["block"]))
    parts += [f"{key}={candidate[key]}" for key in COUNTS if key in candidate]
    if candidate.get("one_thread"):
        parts.append("one_thread")
    return ",".join(parts) or "-"
