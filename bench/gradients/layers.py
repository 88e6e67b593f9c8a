"""Layers whose gradients are timed, as PyTorch states them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Layer:
    name: str
    batch: int
    spatial: tuple
    in_channels: int
    out_channels: int
    size: int
    stride: int
    padding: int

    @property
    def text(self):
        spatial = "x".join(map(str, self.spatial))
        return (f"{self.name}: {self.batch} of {spatial}x{self.in_channels}, "
                f"{self.size} s{self.stride} → {self.out_channels}")


LAYERS = (
    Layer("DCGAN", 16, (4, 4), 1024, 512, 4, 2, 1),
    Layer("DCGAN", 16, (16, 16), 256, 128, 4, 2, 1),
    Layer("DCGAN, last", 16, (32, 32), 128, 3, 4, 2, 1),
    Layer("pix2pix", 1, (32, 32), 512, 256, 4, 2, 1),
    Layer("U-Net", 1, (28, 28), 512, 256, 2, 2, 0),
    Layer("U-Net", 4, (56, 56), 128, 64, 2, 2, 0),
    Layer("FSRCNN", 1, (64, 64), 56, 1, 9, 2, 4),
    Layer("VAE", 16, (16, 16), 64, 32, 3, 2, 1),
    Layer("decoder", 4, (32, 32), 128, 64, 3, 1, 1),
    Layer("HiFi-GAN", 1, (200,), 512, 256, 16, 8, 4),
    Layer("V-Net", 1, (16, 16, 16), 128, 64, 2, 2, 0),
    Layer("depthwise", 4, (32, 32), 64, 64, 4, 2, 1),
)


def is_depthwise(layer):
    return layer.name == "depthwise"
