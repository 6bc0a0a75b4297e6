#include "cluster/api/resource.h"
#include "cluster/data/patch/json_patch.h"
#include "cluster/data/patch/merge_patch.h"
#include "cluster/data/patch/strategic_merge_patch.h"

#include <cstdint>
#include <string_view>

using namespace skiff;

/// A JSON list of an object and a patch for it, taken as each of the three kinds of patches.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const auto input = data::parseJson({reinterpret_cast<const char*>(bytes), size});
    if (!input || !input->is_array() || input->as_array().size() != 2)
        return 0;
    const data::Value& original = input->as_array()[0];
    const data::Value& patch = input->as_array()[1];
    (void)data::applyMergePatch(original, patch);
    (void)data::applyJsonPatch(original, patch, {.operations = 50, .copiedBytes = 1 << 16});
    (void)data::applyStrategicMergePatch(original, patch, *api::findType("apps.v1.Deployment"));
    return 0;
}
