/// Layer lists: the one that the repository ships, and malformed ones.

#include <gtest/gtest.h>

#include <set>

#include "scratch_folder.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"

namespace convt::tools::test {
namespace {

const std::string kHeader =
    "id,notes,rank,batch,in_spatial,in_channels,out_channels,kernel,stride,dilation,groups,crop_left,"
    "out_spatial,macs_useful,regime\n";

std::string message_of(const std::string& csv) {
    const ScratchFolder folder;
    try {
        read_layers(folder.write("list.csv", csv));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Layers, ReadsTheListOfPublishedModels) {
    const std::vector<Layer> layers = read_layers(CONVT_LAYERS);
    EXPECT_EQ(layers.size(), 164U);
    std::set<std::string> ids;
    for (const Layer& layer : layers) ids.insert(layer.id);
    EXPECT_EQ(ids.size(), layers.size());

    EXPECT_EQ(layers[1].id, "dcgan_l2");
    EXPECT_EQ(layers[1].regime, "overlap+weight_bound");
    EXPECT_EQ(layers[1].macs_useful, 25690112);
    EXPECT_EQ(layers[1].desc.in_channels, 512);
    EXPECT_EQ(layers[1].desc.out_channels, 256);
    EXPECT_EQ(layers[1].desc.kernel_size[1], 4);
    EXPECT_EQ(layers[1].desc.crop_left[0], 1);
    EXPECT_EQ(layers[1].desc.out_spatial[1], 8);
}

TEST(Layers, ReadsQuotesAndColumnsInAnyOrder) {
    const ScratchFolder folder;
    const auto layers = read_layers(folder.write(
        "list.csv", kHeader + "\"a,b\",\"say \"\"hi\"\", twice\",1,1,3,1,1,2,1,1,1,0,4,6,overlap\n"));
    ASSERT_EQ(layers.size(), 1U);
    EXPECT_EQ(layers[0].id, "a,b");
    EXPECT_EQ(layers[0].macs_useful, 6);
}

TEST(Layers, NeedsNeitherRegimeNorCount) {
    const ScratchFolder folder;
    const auto layers = read_layers(folder.write("list.csv",
                                                 "id,rank,batch,in_spatial,in_channels,out_channels,kernel,"
                                                 "stride,dilation,groups,crop_left,out_spatial\n"
                                                 "a,1,1,3,1,1,2,1,1,1,0,4\n"));
    ASSERT_EQ(layers.size(), 1U);
    EXPECT_EQ(layers[0].macs_useful, 6);
    EXPECT_EQ(layers[0].regime, "");
}

TEST(Layers, RefusesWithFileLineAndReason) {
    const std::pair<std::string, const char*> cases[] = {
        {"", "Header missing"},
        {kHeader, "no layers"},
        {"id,rank\na,1\n", "list.csv: has no column batch"},
        {kHeader + "a,,1,1,3\n", "Too few columns in line 2"},
        {kHeader + "a,,4,1,3,1,1,2,1,1,1,0,4,6,x\n", "list.csv:2: rank is 4"},
        {kHeader + "a,,1,one,3,1,1,2,1,1,1,0,4,6,x\n", "list.csv:2: batch is 'one'"},
        {kHeader + "a,,2,1,3,1,1,2,1,1,1,0,4,6,x\n", "in_spatial is '3'; it must hold rank = 2"},
        {kHeader + "a,,1,1,3,1,1,2,0,1,1,0,4,6,x\n", "strides[0] is 0"},
        {kHeader + "a,,1,1,3,1,1,2,1,1,1,0,4,7,x\n", "macs_useful is 7; the shapes give 6"},
    };
    for (const auto& [csv, part] : cases) {
        EXPECT_NE(message_of(csv).find(part), std::string::npos) << part << ": " << message_of(csv);
    }
}

}  // namespace
}  // namespace convt::tools::test
