"""conv_transpose for tensors of PyTorch on CPUs: eager, with gradients, and under torch.compile.

    y = convt.torch.conv_transpose2d(x, weight, bias, stride=2, padding=1)  # PyTorch's arguments
    y = convt.torch.conv_transpose(x, kernel, strides=2, padding="same")    # Keras's
    convt.torch.replace(model)                                              # a model's layers, in place

Outputs come from convt, on convt.set_num_threads() threads; gradients are PyTorch's own operators.
"""

from .functions import conv_transpose, conv_transpose1d, conv_transpose2d, conv_transpose3d
from .modules import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, Replaced, replace, restore
from .weights import keep_weights

__all__ = [
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "Replaced",
    "conv_transpose",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "keep_weights",
    "replace",
    "restore",
]
