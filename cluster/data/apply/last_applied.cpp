#include "cluster/data/apply/last_applied.h"

#include "cluster/data/apply/check.h"
#include "cluster/data/apply/compare.h"
#include "cluster/data/apply/extract.h"

#include <algorithm>

namespace skiff::data {

namespace {

constexpr size_t maxAnnotationsSize = 256 * 1024;

/// Members sorted by name, as Go prints maps.
Value sorted(const Value& value)
{
    if (const Array* list = value.if_array()) {
        Array out;
        for (const Value& each : *list)
            out.push_back(sorted(each));
        return out;
    }
    const Object* object = value.if_object();
    if (!object)
        return value;
    std::vector<std::string_view> names;
    for (const auto& member : *object)
        names.emplace_back(member.key());
    std::sort(names.begin(), names.end());
    Object out;
    for (const std::string_view name : names)
        out.emplace(name, sorted(object->at(name)));
    return out;
}

bool fits(const Object& annotations)
{
    size_t size = 0;
    for (const auto& member : annotations)
        size += member.key().size() + (member.value().is_string() ? member.value().get_string().size() : 0);
    return size <= maxAnnotationsSize;
}

} // namespace

std::vector<std::string> fieldsOfLastApplied(const Value& live, const OwnershipCall& call, PathPool& pool)
{
    const std::string_view text = stringAt(live, {"metadata", "annotations", lastAppliedAnnotation});
    const auto last = parseJson(text);
    if (text.empty() || !last.ok() || stringAt(*last, {"apiVersion"}) != call.manager.apiVersion)
        return {};
    if (!checkConfiguration(*last, call.type).ok())
        return {};
    const Comparison difference = compareObjects(*last, live, call.type, pool);
    PathSet same = PathSet::subtract(fieldsOf(*last, call.type, pool), difference.set());
    same = PathSet::subtract(same, difference.removed);
    std::vector<std::string> paths;
    same.forEach([&](const Path& path) { paths.push_back(toText(path)); });
    return paths;
}

void refreshLastApplied(const Value& live, const Value& configuration, std::optional<Value>& object)
{
    const Value& now = object ? *object : live;
    if (stringAt(now, {"metadata", "annotations", lastAppliedAnnotation}).empty())
        return;
    Value applied = configuration;
    removeAt(applied, {"metadata", "annotations", lastAppliedAnnotation});
    const std::string text = toJson(sorted(applied)) + "\n";
    if (text == stringAt(now, {"metadata", "annotations", lastAppliedAnnotation}))
        return;
    if (!object)
        object = live;
    Object& annotations = ensureObject(*object, {"metadata", "annotations"});
    annotations[lastAppliedAnnotation] = text;
    if (!fits(annotations))
        annotations.erase(lastAppliedAnnotation);
}

} // namespace skiff::data
