"""How hard to search: the levels of --effort."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Effort:
    field: int  # candidates of one race, beside the default
    generations: int  # races after the first
    race_seconds: float
    rounds: int
    final_seconds: float
    final_rounds: int
    patience: int  # races without progress after which a search ends
    compiles: bool  # whether register tiles that the library does not ship are tried


LEVELS = {
    "measure": Effort(5, 4, 0.4, 5, 1.0, 9, 2, False),
    "patient": Effort(6, 10, 0.6, 5, 1.5, 9, 3, True),
    "exhaustive": Effort(8, 30, 1.0, 7, 3.0, 15, 6, True),
}
