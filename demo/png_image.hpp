#pragma once

#include <string>
#include <vector>

namespace demo {

/// An image of red, green and blue in 0…1 (0 is black, values as stored, gamma left alone).
struct Image {
    int height = 0, width = 0;
    std::vector<float> pixels;  ///< (height, width, 3)
};

/// Reads a PNG file of any kind as RGB. Throws std::runtime_error, naming the file.
Image read_png(const std::string& path);

/// Writes 8 bits per channel; values outside 0…1 are clamped. Throws std::runtime_error, naming the file.
void write_png(const std::string& path, const Image& image);

}  // namespace demo
