"""Which calls with PyTorch's arguments, and which gradients, PyTorch computes faster itself, as measured: the figures
stand in docs/frameworks/pytorch.md and docs/experiments/039-gradients.md. Calls with Keras's arguments have no such
rule: Keras transposes and cuts around PyTorch's operator.
"""

import math

import torch

# Products below which PyTorch's own operator, whose call is some 30 us shorter, was faster.
FEWEST_PRODUCTS = 2**20
FEWEST_PRODUCTS_CHANNELS_LAST = 2**21
# For as few output channels PyTorch has no fast kernel.
FEW_CHANNELS = 4
FEWEST_PRODUCTS_FEW_CHANNELS = 2**17

# Instructions for products of bfloat16, which convt does not use.
# Releases of PyTorch that cannot say have none, for all that this rule knows.
_HAS_BFLOAT16 = getattr(torch.cpu, "get_capabilities", dict)().get("avx512_bf16", False)


def is_better_left(input, weight, stride, groups, is_channels_last):
    """Whether PyTorch's operator is the faster one. Shapes are those of a batch; `stride` has a value for each axis."""
    if input.dtype == torch.float16:
        return False
    # Where each output meets one tap, nothing is saved that would make up for products of twice the size.
    if input.dtype == torch.bfloat16 and _HAS_BFLOAT16 and all(
            size <= step for size, step in zip(weight.shape[2:], stride, strict=True)):
        return True
    channels = weight.shape[1] * groups
    products = input.shape[0] * math.prod(input.shape[2:]) * weight.numel()
    if channels <= FEW_CHANNELS:
        return products < FEWEST_PRODUCTS_FEW_CHANNELS
    return products < (FEWEST_PRODUCTS_CHANNELS_LAST if is_channels_last else FEWEST_PRODUCTS)


# What PyTorch's gradients take, in the cycles that plans estimate: products of float32 in a cycle; cycles for each
# weight, which it moves to and from an order of its own, of inputs' gradients and of kernels'; and how much longer its
# products take for few output channels, but for those of the kernel with channels last.
PRODUCTS_PER_CYCLE = 13.0
CYCLES_PER_WEIGHT = (5.0, 8.0)
FEW_CHANNELS_FACTOR = 1.5


def is_gradient_better_left(plan, is_of_kernel, products, weights, has_few_channels, element_size):
    """Whether PyTorch's gradient is the faster one, by the plan's estimate beside one of PyTorch's."""
    theirs = products / (PRODUCTS_PER_CYCLE * 4 / element_size) + CYCLES_PER_WEIGHT[is_of_kernel] * weights
    if has_few_channels:
        theirs *= FEW_CHANNELS_FACTOR
    return plan.estimated_cycles > theirs
