"""ncnn in float32, channels_first. It packs channels inside a call; its 1-D and 3-D kernels are plain loops."""
import struct

import ncnn
import numpy as np

from libraries import Prepared, need, need_prepared

CONTESTANTS = ("ncnn",)
# Numbers of the parameters, innermost dimension first: width, height, depth.
KERNEL, DILATION, STRIDE = (1, 11, 21), (2, 12, 22), (3, 13, 23)
CROP_LEFT, CROP_RIGHT, EXTRA = (4, 14, 24), (15, 16, 17), (18, 19, 20)


def start(threads):
    del threads  # each net has its own


def version():
    return ncnn.__version__


def _parameters(layer, kernel):
    """The .param text of a net with one layer."""
    values = {0: layer.out_channels, 5: 0, 6: kernel.size}
    if layer.groups > 1:
        values[7] = layer.groups
    cut = [max(right, 0) for right in layer.crop_right]
    extra = [max(-right, 0) for right in layer.crop_right]
    for numbers, per_dimension in ((KERNEL, layer.kernel), (DILATION, layer.dilation_rate), (STRIDE, layer.strides),
                                   (CROP_LEFT, layer.crop_left), (CROP_RIGHT, cut), (EXTRA, extra)):
        values.update(zip(numbers, reversed(per_dimension)))
    kind = "Deconvolution" + ("DepthWise" if layer.groups > 1 else "") + {1: "1D", 2: "", 3: "3D"}[layer.rank]
    text = " ".join(f"{number}={value}" for number, value in sorted(values.items()))
    return f"7767517\n2 2\nInput x 0 1 x\n{kind} y 1 1 x y {text}\n"


def _weights(layer, kernel):
    """[groups][out/groups][in/groups][spatial...] after a word that says float32."""
    split = kernel.reshape(layer.groups, layer.in_channels // layer.groups, *kernel.shape[1:])
    return struct.pack("<I", 0) + np.ascontiguousarray(split.swapaxes(1, 2)).tobytes()


def prepare(name, layer, inputs, kernel, threads, weights):
    need_prepared(weights)
    del name
    net = ncnn.Net()
    net.opt.num_threads = threads
    for option in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_packed", "use_bf16_storage"):
        setattr(net.opt, option, False)
    need(net.load_param_mem(_parameters(layer, kernel)) == 0, "the layer's parameters were refused")
    bytes_read = _weights(layer, kernel)
    net.load_model_mem(bytes_read)
    images = [ncnn.Mat(image).clone() for image in inputs]
    results = [None] * layer.batch

    def run():
        for number, image in enumerate(images):
            extractor = net.create_extractor()
            extractor.input("x", image)
            code, results[number] = extractor.extract("y")
            if code != 0:
                raise RuntimeError(f"extract returned {code}")

    return Prepared(run, lambda: np.stack([result.numpy() for result in results]), keep=(net, bytes_read, inputs))
