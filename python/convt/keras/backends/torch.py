"""Keras on PyTorch, on the CPU, with gradients, on meta tensors and under torch.compile."""

import torch

from ...torch import conv_transpose
from ...torch.functions import reason_to_leave

__all__ = ["TYPES", "conv_transpose", "is_traced", "reason_to_leave"]

TYPES = ("float32", "float64", "float16", "bfloat16")


def is_traced():
    return torch.compiler.is_compiling()
