"""A kernel's split as one word: "block=4x16,channel_parts=2,one_thread"; "-" where a kernel has none to state."""

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


def parse(kernel, text):
    """The candidate of a kernel that text_of() wrote."""
    candidate = {"kernel": kernel, "one_thread": False}
    for part in text.split(",") if text != "-" else ():
        key, _, value = part.partition("=")
        if key == "block":
            candidate["block"] = [int(extent) for extent in value.split("x")]
        elif key in COUNTS:
            candidate[key] = int(value)
        elif part == "one_thread":
            candidate["one_thread"] = True
        else:
            raise ValueError(f"the split {text!r} has the part {part!r}")
    return candidate
