#include "cluster/data/patch/merge_patch.h"

#include "cluster/data/patch/directives.h"

namespace skiff::data {

namespace {

void merge(Value& target, const Value& patch)
{
    if (!patch.is_object()) {
        target = patch;
        return;
    }
    if (!target.is_object())
        target = Object();
    Object& object = target.get_object();
    for (const auto& [key, value] : patch.get_object()) {
        if (value.is_null())
            patch::removeMember(object, key);
        else
            merge(object[key], value);
    }
}

} // namespace

Result<Value> applyMergePatch(Value original, const Value& patch)
{
    merge(original, patch);
    return original;
}

} // namespace skiff::data
