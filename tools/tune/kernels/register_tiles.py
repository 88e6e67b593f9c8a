"""Register tiles that a tier's registers can hold, beside those that the library ships."""

# Fewer sums than this leave multiply-adds waiting for each other.
FEWEST_SUMS = 8
SIZES_EACH = 3


def _largest(vectors, registers):
    """How often `vectors` sums fit beside as many operands and one broadcast."""
    return (registers - vectors - 1) // vectors


def _spread(largest, vectors):
    """The largest size and some below."""
    sizes = [largest - step for step in (0, 1, 2, 4, 6) if (largest - step) * vectors >= FEWEST_SUMS]
    return sizes[:SIZES_EACH]


def tiles(strategy, tier, element_type):
    """(channels, pixels) of a strategy's tiles, for what the kernel catalogue says of a tier and an element type."""
    lanes, registers = tier["register_bytes"] // element_type["bytes"], tier["registers"]
    for vectors in range(1, 5):
        if strategy in ("planar", "tapplanar"):
            # `vectors` registers of pixels; channels are broadcast one by one.
            for channels in (1, 2, 3, 4, 6, 8):
                if channels * vectors + vectors + 1 <= registers and channels * vectors >= FEWEST_SUMS // 2:
                    yield channels, vectors * lanes
        else:
            for pixels in _spread(_largest(vectors, registers), vectors):
                yield vectors * lanes, pixels
