"""Problem strings in the form that `convt layers` and explain print, which states every value."""

import re

_FORMATS = ("channels_last", "channels_first")
_WORD = re.compile(r"([a-z]+)(\d+(?:x\d+)*)")
# A descriptor's keys by the words for them, in the words' order.
_NUMBERS = {"n": "batch", "ic": "in_channels", "oc": "out_channels", "g": "groups"}
_ARRAYS = {"i": "in_spatial", "k": "kernel_size", "s": "strides", "d": "dilation_rate", "crop": "crop_left",
           "o": "out_spatial"}


def text_of(problem, dtype="f32"):
    """Of a descriptor as tools/tune/worker takes it."""
    words = [f"{problem['rank']}d", problem["data_format"], dtype]
    words += [f"{word}{problem[key]}" for word, key in _NUMBERS.items()]
    words += [word + "x".join(str(value) for value in problem[key]) for word, key in _ARRAYS.items()]
    return " ".join(words)


def parse(text):
    """The descriptor that text_of() wrote. Raises ValueError, naming the word, for another text."""
    rank, data_format, _, *words = text.split()
    if data_format not in _FORMATS or rank not in ("1d", "2d", "3d"):
        raise ValueError(f"{text!r} does not begin with rank and data_format")
    problem = {"rank": int(rank[0]), "data_format": data_format}
    for word in words:
        match = _WORD.fullmatch(word)
        if match and match[1] in _NUMBERS:
            problem[_NUMBERS[match[1]]] = int(match[2])
        elif match and match[1] in _ARRAYS:
            problem[_ARRAYS[match[1]]] = [int(value) for value in match[2].split("x")]
        else:
            raise ValueError(f"{text!r} has the word {word!r}, which no full problem string has")
    missing = [key for key in (*_NUMBERS.values(), *_ARRAYS.values()) if key not in problem]
    if missing:
        raise ValueError(f"{text!r} does not state {', '.join(missing)}")
    return problem
