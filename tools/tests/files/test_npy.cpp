/// .npy files: bytes that NumPy writes, and bytes that nobody should.

#include <gtest/gtest.h>

#include <sstream>

#include "npy/npy.hpp"
#include "npy/npy_elements.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {
namespace {

using namespace std::string_literals;
using Shape = std::vector<std::int64_t>;

/// What numpy.save (NumPy 2.4) writes for float32 [1, 2.5] of shape (1, 2, 1).
const std::string kNumpyFile = "\x93NUMPY\1\0v\0"s +
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 1), }" +
                               std::string(55, ' ') + "\n" + "\0\0\x80?\0\0 @"s;

NpyArray parse(const std::string& bytes) {
    std::istringstream stream(bytes);
    return parse_npy(stream, bytes.size());
}

std::string message_of(const std::string& bytes) {
    try {
        parse(bytes);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

/// A file of version 1.0 with this header text and so many bytes of data.
std::string file(const std::string& header, std::size_t data_bytes = 0) {
    const auto length = static_cast<unsigned>(header.size());
    return "\x93NUMPY\1\0"s + static_cast<char>(length & 0xFF) + static_cast<char>(length >> 8) + header +
           std::string(data_bytes, '\0');
}

std::string dict(const std::string& descr, const std::string& fortran_order, const std::string& shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + fortran_order + ", 'shape': " + shape + ", }\n";
}

TEST(Npy, ReadsWhatNumpyWrites) {
    const NpyArray array = parse(kNumpyFile);
    EXPECT_EQ(array.shape, (Shape{1, 2, 1}));
    EXPECT_EQ(array.values, (std::vector<float>{1, 2.5}));
}

TEST(Npy, WritesWhatNumpyWrites) {
    std::ostringstream stream;
    const float values[] = {1, 2.5};
    write_npy(stream, {1, 2, 1}, values);
    EXPECT_EQ(stream.str(), kNumpyFile);
}

/// 1 and -2.5 of 16 bits: what numpy.save writes for float16, and for bfloat16 of ml_dtypes.
TEST(Npy, HoldsElementsOfSixteenBits) {
    struct Stored {
        DType dtype;
        std::string descr, data;
    };
    for (const Stored& stored : {Stored{DType::float16, "'<f2'", "\0\x3c\0\xc1"s},
                                 Stored{DType::bfloat16, "'<V2'", "\x80\x3f\x20\xc0"s}}) {
        const std::string bytes = file(dict(stored.descr, "False", "(2,)")) + stored.data;
        const NpyArray array = parse(bytes);
        EXPECT_EQ(array.dtype, stored.dtype);
        EXPECT_EQ(array.values, (std::vector<float>{1, -2.5}));
        std::ostringstream stream;
        write_npy(stream, {2}, stored.dtype, stored.data.data());
        EXPECT_EQ(parse(stream.str()).values, array.values);
        EXPECT_NE(stream.str().find("{'descr': " + stored.descr), std::string::npos);
        EXPECT_NE(message_of(bytes + "\0"s), "");
    }
    EXPECT_EQ(parse(file(dict("'|V2'", "False", "(1,)"), 2)).dtype, DType::bfloat16);
    EXPECT_NE(message_of(file(dict("'>f2'", "False", "(1,)"), 2)), "");
}

/// What numpy.save writes for int8, uint8 and int32, each to its ends.
TEST(Npy, HoldsIntegers) {
    struct Stored {
        DType dtype;
        std::string descr, data;
        std::vector<std::int32_t> integers;
    };
    for (const Stored& stored :
         {Stored{DType::int8, "'|i1'", "\x80\x7f"s, {-128, 127}},
          Stored{DType::uint8, "'|u1'", "\0\xff"s, {0, 255}},
          Stored{DType::int32, "'<i4'", "\1\0\0\x80\xff\xff\xff\x7f"s, {-2147483647, 2147483647}}}) {
        const std::string bytes = file(dict(stored.descr, "False", "(2,)")) + stored.data;
        const NpyArray array = parse(bytes);
        EXPECT_EQ(array.dtype, stored.dtype);
        EXPECT_EQ(array.integers, stored.integers);
        EXPECT_TRUE(array.values.empty());
        std::ostringstream stream;
        write_npy(stream, {2}, stored.dtype, elements_of(array, stored.dtype).data());
        EXPECT_EQ(parse(stream.str()).integers, array.integers);
        EXPECT_NE(stream.str().find("{'descr': " + stored.descr), std::string::npos);
        EXPECT_NE(message_of(bytes + "\0"s), "");
    }
    const NpyArray turned = parse(file(dict("'|i1'", "True", "(2, 2)")) + "\1\2\3\4"s);
    EXPECT_EQ(turned.integers, (std::vector<std::int32_t>{1, 3, 2, 4}));
    EXPECT_NE(message_of(file(dict("'>i4'", "False", "(1,)"), 4)), "");
}

TEST(Npy, ReadsEveryLegalHeader) {
    EXPECT_EQ(parse(file(dict("'<f4'", "False", "()"), 4)).shape, Shape{});
    EXPECT_EQ(parse(file(dict("'<f4'", "False", "(3,)"), 12)).shape, Shape{3});
    EXPECT_EQ(parse(file(dict("'<f4'", "False", "(0, 2147483647)"))).shape, (Shape{0, 2147483647}));
    EXPECT_EQ(parse(file("{'shape':(1,1),'fortran_order':False,'descr':'<f4'}", 4)).shape, (Shape{1, 1}));
    // A header length whose low byte is above 127.
    EXPECT_EQ(parse(file(dict("'<f4'", "False", "(1,)") + std::string(150, ' '), 4)).shape, Shape{1});
    const std::string header = dict("'<f4'", "False", "(1,)");
    const std::string version_2 =
        "\x93NUMPY\2\0"s + static_cast<char>(header.size()) + "\0\0\0"s + header + "\0\0\0\0"s;
    EXPECT_EQ(parse(version_2).shape, Shape{1});
}

/// What numpy.save writes for numpy.arange(6).reshape(3, 2).T: the first index moves fastest.
TEST(Npy, CopiesFortranOrder) {
    std::string bytes = file(dict("'<f4'", "True", "(2, 3)"));
    for (const float value : {0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F}) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    const NpyArray array = parse(bytes);
    EXPECT_EQ(array.shape, (Shape{2, 3}));
    EXPECT_EQ(array.values, (std::vector<float>{0, 2, 4, 1, 3, 5}));
    EXPECT_TRUE(parse(file(dict("'<f4'", "True", "(0, 3)"))).values.empty());
    EXPECT_EQ(parse(file(dict("'<f4'", "True", "()"), 4)).values, std::vector<float>{0});
}

TEST(Npy, RefusesEveryTruncation) {
    for (std::size_t length = 0; length < kNumpyFile.size(); ++length) {
        EXPECT_NE(message_of(kNumpyFile.substr(0, length)), "") << length;
    }
    EXPECT_NE(message_of(kNumpyFile + "x"), "");
}

TEST(Npy, RefusesWithReason) {
    const std::pair<std::string, const char*> cases[] = {
        {"\x93NUMPX\1\0v\0"s, "begin with"},
        {"\x93NUMPY\4\0v\0"s, "version 4"},
        {"\x93NUMPY\2\0\xff\xff\xff\xff"s, "4294967295 bytes"},
        {file(""), "malformed"},
        {file("{"), "malformed"},
        {file("[1, 2]\n"), "malformed"},
        {file("{'descr': '<f4', 'shape': (1,), }\n", 4), "malformed"},
        {file(std::string(60000, '[')), "malformed"},
        {file(dict("'<f4'", "False", "3"), 12), "malformed"},
        {file(dict("'<f4", "False", "(3,)"), 12), "malformed"},
        {file(dict("'<f8'", "False", "(1,)"), 8), "\"<f8\""},
        {file(dict("'>f4'", "False", "(1,)"), 4), "\">f4\""},
        {file(dict("[('a', '<f4')]", "False", "(1,)"), 4), "type structure"},
        {file(dict("'<f4'", "0", "(1, 1)"), 4), "malformed"},
        {file(dict("'<f4'", "'F'", "(1, 1)"), 4), "malformed"},
        {file(dict("'<f4'", "False", "(-1,)"), 4), "extent that is -1"},
        {file(dict("'<f4'", "False", "(1.5,)"), 4), "extent that is 1.5"},
        {file(dict("'<f4'", "False", "(2147483648,)"), 4), "extent that is 2147483648"},
        {file(dict("'<f4'", "False", "(99999999999999999999,)"), 4), "extent that is"},
        {file(dict("'<f4'", "False", "(2147483647, 2147483647, 4)"), 4), "2^64 or more"},
        {file(dict("'<f4'", "False", "(2147483647,)"), 4), "8589934588"},
        {file(dict("'<f4'", "False", "(" + std::string(66, '1') + ")"), 4), "extent that is"},
        {file(dict("'<f4'", "False", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"),
              4),
         "33 dimensions"},
    };
    for (const auto& [bytes, part] : cases) {
        EXPECT_NE(message_of(bytes).find(part), std::string::npos) << part << ": " << message_of(bytes);
    }
}

}  // namespace
}  // namespace convt::tools::test
