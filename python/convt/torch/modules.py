"""PyTorch's layers with convt inside."""

import typing

import torch

from .functions import conv_transpose1d, conv_transpose2d, conv_transpose3d


class _ConvTranspose:
    """Before one of PyTorch's classes: its parameters, hooks and state stay, only its forward is another."""

    def forward(self, input, output_size=None):
        rank = len(self.kernel_size)
        output_padding = self._output_padding(input, output_size, self.stride, self.padding, self.kernel_size, rank,
                                              self.dilation)
        return self._function(input, self.weight, self.bias, self.stride, self.padding, output_padding, self.groups,
                              self.dilation)


class ConvTranspose1d(_ConvTranspose, torch.nn.ConvTranspose1d):
    """torch.nn.ConvTranspose1d that computes with convt."""

    _function = staticmethod(conv_transpose1d)


class ConvTranspose2d(_ConvTranspose, torch.nn.ConvTranspose2d):
    """torch.nn.ConvTranspose2d that computes with convt."""

    _function = staticmethod(conv_transpose2d)


class ConvTranspose3d(_ConvTranspose, torch.nn.ConvTranspose3d):
    """torch.nn.ConvTranspose3d that computes with convt."""

    _function = staticmethod(conv_transpose3d)


_CLASSES = {
    torch.nn.ConvTranspose1d: ConvTranspose1d,
    torch.nn.ConvTranspose2d: ConvTranspose2d,
    torch.nn.ConvTranspose3d: ConvTranspose3d,
}


class Replaced(typing.NamedTuple):
    """What replace() did."""

    replaced: list  #: names of layers that compute with convt now
    left: dict  #: name of a layer: why it stays PyTorch's own


def _is_parametrized(layer, base):
    """Whether its class is one that torch.nn.utils.parametrize has made for it, over `base`."""
    return torch.nn.utils.parametrize.is_parametrized(layer) and type(layer).__bases__ == (base,)


def _swap(layer, old, new):
    """Puts a class in another's place; False where neither the layer nor PyTorch's parametrization is of it."""
    if type(layer) is old:
        layer.__class__ = new
    elif _is_parametrized(layer, old):
        type(layer).__bases__ = (new,)  # so that it is still there when the parametrization is removed
    else:
        return False
    return True


def _reason_to_leave(layer):
    if isinstance(layer, torch.nn.modules.lazy.LazyModuleMixin):
        return "a lazy layer, whose sizes its first call settles"
    return f"a class of its own, {type(layer).__name__}"


def replace(module):
    """Makes each ConvTranspose1d, 2d and 3d in a module, or the module itself, compute with convt, in place.

    Parameters, hooks and the keys of state_dict() stay, and so does training. A model that is saved as a whole needs
    convt to load; files of its state_dict do not.

    Returns:
        Replaced: the names of the layers that were replaced, and those that were left with the reason.
    """
    done = Replaced([], {})
    for name, layer in module.named_modules():
        for theirs, ours in _CLASSES.items():
            if not isinstance(layer, theirs) or isinstance(layer, ours):
                continue
            if _swap(layer, theirs, ours):
                done.replaced.append(name)
            else:
                done.left[name] = _reason_to_leave(layer)
    return done


def restore(module):
    """Undoes replace()."""
    for layer in module.modules():
        for theirs, ours in _CLASSES.items():
            _swap(layer, ours, theirs)
