"""PyTorch: conv_transpose in inference mode, in both memory formats (1-D has one only). Weights always are an argument."""
import torch

from libraries import Prepared, need

CONTESTANTS = ("pytorch_first", "pytorch_last")
FORMATS = {2: torch.channels_last, 3: torch.channels_last_3d}


def start(threads):
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    torch.inference_mode().__enter__()


def version():
    return torch.__version__


def prepare(name, layer, inputs, kernel, threads, weights):
    del threads, weights
    last = name == "pytorch_last"
    need(not last or layer.rank > 1, "1-D tensors have no channels_last format")
    x, w = torch.from_numpy(inputs), torch.from_numpy(kernel)
    if last:
        x, w = (tensor.contiguous(memory_format=FORMATS[layer.rank]) for tensor in (x, w))
    operator = getattr(torch.nn.functional, f"conv_transpose{layer.rank}d")
    # PyTorch crops both sides alike and makes up for it by output padding, below the stride.
    extra = tuple(left - right for left, right in zip(layer.crop_left, layer.crop_right))
    crop = tuple(0 for _ in extra)
    padding = layer.crop_left
    if min(extra) < 0:  # more is cropped at the end: computed whole and cut
        padding, crop, extra = crop, layer.crop_right, tuple(max(-right, 0) for right in layer.crop_right)
        window = (slice(None), slice(None), *(slice(left, left + out) for left, out in zip(
            layer.crop_left, layer.out_spatial)))
    result = [None]

    def run():
        value = operator(x, w, None, layer.strides, padding, extra, layer.groups, layer.dilation_rate)
        result[0] = value[window] if any(crop) else value

    return Prepared(run, lambda: result[0].numpy())
