#include "png_image.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace demo {
namespace {

png_image describe(const Image& image) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.format = PNG_FORMAT_RGB;
    png.height = static_cast<png_uint_32>(image.height);
    png.width = static_cast<png_uint_32>(image.width);
    return png;
}

std::runtime_error failure(const std::string& path, const png_image& png) {
    return std::runtime_error(path + ": " + png.message);
}

}  // namespace

Image read_png(const std::string& path) {
    png_image png = describe({});
    if (!png_image_begin_read_from_file(&png, path.c_str())) throw failure(path, png);
    png.format = PNG_FORMAT_RGB;
    std::vector<png_byte> bytes(PNG_IMAGE_SIZE(png));
    if (!png_image_finish_read(&png, nullptr, bytes.data(), 0, nullptr)) throw failure(path, png);
    Image image{static_cast<int>(png.height), static_cast<int>(png.width), {}};
    image.pixels.resize(bytes.size());
    std::transform(bytes.begin(), bytes.end(), image.pixels.begin(),
                   [](png_byte byte) { return static_cast<float>(byte) / 255.0F; });
    return image;
}

void write_png(const std::string& path, const Image& image) {
    png_image png = describe(image);
    std::vector<png_byte> bytes(image.pixels.size());
    std::transform(image.pixels.begin(), image.pixels.end(), bytes.begin(), [](float value) {
        return static_cast<png_byte>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255.0F));
    });
    if (!png_image_write_to_file(&png, path.c_str(), 0, bytes.data(), 0, nullptr)) throw failure(path, png);
}

}  // namespace demo
