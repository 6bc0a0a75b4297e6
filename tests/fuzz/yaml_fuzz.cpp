#include "cluster/data/yaml/yaml.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace skiff;

/// Manifests from anywhere: what can be read can be written, and reads as the same again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const data::YamlLimits limits{.bytes = 1 << 16, .depth = 50, .anchoredBytes = 1 << 16};
    const auto documents = data::parseYaml({reinterpret_cast<const char*>(bytes), size}, limits);
    if (!documents)
        return 0;
    for (const data::Value& each : *documents) {
        const auto again = data::parseYamlDocument(data::toYaml(each));
        if (!again || !data::equal(*again, each))
            std::abort();
    }
    return 0;
}
