"""Models of Keras that upsample, with random weights: published generators, super resolution and segmentation.

A model is a function that builds it; MODELS lists them by name. Each takes one input, whose shape for a batch
`inputs_shape` gives.
"""
import keras
from keras import layers


def dcgan():
    """The generator of keras.io's DCGAN for pictures of 64 x 64."""
    model = keras.Sequential([keras.Input((128,)), layers.Dense(8 * 8 * 128), layers.Reshape((8, 8, 128))])
    for channels in (128, 256, 512):
        model.add(layers.Conv2DTranspose(channels, 4, 2, "same"))
        model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.Conv2D(3, 5, padding="same", activation="sigmoid"))
    return model


def wavegan():
    """The generator of WaveGAN for 16384 samples."""
    model = keras.Sequential([keras.Input((100,)), layers.Dense(16 * 1024, activation="relu"),
                              layers.Reshape((16, 1024))])
    for channels in (512, 256, 128, 64):
        model.add(layers.Conv1DTranspose(channels, 25, 4, "same", activation="relu"))
    model.add(layers.Conv1DTranspose(1, 25, 4, "same", activation="tanh"))
    return model


def fsrcnn():
    """FSRCNN(56, 12, 4) for three times the size."""
    model = keras.Sequential([keras.Input((120, 120, 1))])
    for channels, size in ((56, 5), (12, 1), (12, 3), (12, 3), (12, 3), (12, 3), (56, 1)):
        model.add(layers.Conv2D(channels, size, padding="same"))
        model.add(layers.PReLU(shared_axes=[1, 2]))
    model.add(layers.Conv2DTranspose(1, 9, 3, "same"))
    return model


def pix2pix():
    """The U-Net of TensorFlow's pix2pix tutorial, 256 x 256."""
    x = inputs = keras.Input((256, 256, 3))
    skips = []
    for channels in (64, 128, 256, 512, 512, 512, 512, 512):
        x = layers.Conv2D(channels, 4, 2, "same", use_bias=False)(x)
        x = layers.LeakyReLU()(layers.BatchNormalization()(x))
        skips.append(x)
    for channels, skip in zip((512, 512, 512, 512, 256, 128, 64), skips[-2::-1], strict=True):
        x = layers.Conv2DTranspose(channels, 4, 2, "same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, skip])
    return keras.Model(inputs, layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh")(x))


def unet():
    """keras.io's U-Net for Oxford pets: its transposed convolutions have stride 1."""
    x = inputs = keras.Input((160, 160, 3))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(32, 3, 2, "same")(x)))
    before = x
    for channels in (64, 128, 256):
        for _ in range(2):
            x = layers.BatchNormalization()(layers.SeparableConv2D(channels, 3, padding="same")(layers.ReLU()(x)))
        x = layers.MaxPooling2D(3, 2, "same")(x)
        before = x = layers.add([x, layers.Conv2D(channels, 1, 2, "same")(before)])
    for channels in (256, 128, 64, 32):
        for _ in range(2):
            x = layers.BatchNormalization()(layers.Conv2DTranspose(channels, 3, padding="same")(layers.ReLU()(x)))
        x = layers.UpSampling2D(2)(x)
        before = x = layers.add([x, layers.Conv2D(channels, 1, padding="same")(layers.UpSampling2D(2)(before))])
    return keras.Model(inputs, layers.Conv2D(3, 3, padding="same", activation="softmax")(x))


def _layer(kind, shape, channels, size, stride):
    return lambda: keras.Sequential([keras.Input(shape), kind(channels, size, stride, "same")])


MODELS = {
    "dcgan": dcgan,
    "pix2pix": pix2pix,
    "fsrcnn": fsrcnn,
    "wavegan": wavegan,
    "unet": unet,
}
# One layer each: of pose estimation, DCGAN, pix2pix, HiFi-GAN, U-Net and 3-D U-Net; and plain convolutions.
LAYERS = {
    "32x24x256_4x4s2_256": _layer(layers.Conv2DTranspose, (32, 24, 256), 256, 4, 2),
    "8x8x256_5x5s2_128": _layer(layers.Conv2DTranspose, (8, 8, 256), 128, 5, 2),
    "4x4x1024_4x4s2_512": _layer(layers.Conv2DTranspose, (4, 4, 1024), 512, 4, 2),
    "200x512_16s8_256": _layer(layers.Conv1DTranspose, (200, 512), 256, 16, 8),
    "28x28x512_2x2s2_256": _layer(layers.Conv2DTranspose, (28, 28, 512), 256, 2, 2),
    "16x16x16x128_2x2x2s2_64": _layer(layers.Conv3DTranspose, (16, 16, 16, 128), 64, 2, 2),
    "20x20x256_3x3s1_256": _layer(layers.Conv2DTranspose, (20, 20, 256), 256, 3, 1),
    "80x80x64_3x3s1_32": _layer(layers.Conv2DTranspose, (80, 80, 64), 32, 3, 1),
    "4x4x16_2x2s2_8": _layer(layers.Conv2DTranspose, (4, 4, 16), 8, 2, 2),
}


def inputs_shape(model, batch):
    return (batch, *model.input_shape[1:])
