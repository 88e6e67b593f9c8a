"""Which nodes OpenVINO computes faster itself, as measured: docs/frameworks/openvino.md has the figures."""


def is_better_left(layer):
    return False
