// Paths of fields from servers: what can be read is written, and reads as the same again; walking an object is
// harmless.
#include "app/model/edit/field_path.h"

#include <algorithm>
#include <cstdlib>

using namespace skiff;

namespace {

/// Whether there is a double inside of a list or object: the reader of documents does not take the last bit of those.
bool holdsFraction(const data::Value& value, bool inside)
{
    if (value.is_array())
        return std::any_of(value.get_array().begin(), value.get_array().end(),
                           [](const data::Value& each) { return holdsFraction(each, true); });
    if (value.is_object())
        return std::any_of(value.get_object().begin(), value.get_object().end(),
                           [](const auto& member) { return holdsFraction(member.value(), true); });
    return inside && value.is_double();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    static const data::Value object =
        data::parseJson(R"({"a":{"b.c/d":1,"b":[{"name":"x","n":1},{"name":"y"}]},"f":["x",1,null,{}]})").value();
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto path = model::edit::FieldPath::parse(text);
    if (!path.ok())
        return 0;
    const auto again = model::edit::FieldPath::parse(path->toString());
    const bool exact = std::none_of(path->steps().begin(), path->steps().end(), [](const model::edit::PathStep& step) {
        return holdsFraction(step.value, false) || std::any_of(step.keys.begin(), step.keys.end(), [](const auto& key) {
                   return holdsFraction(key.second, false);
               });
    });
    if (exact && (!again.ok() || !(*again == *path)))
        std::abort();
    data::Value changed = object;
    (void)path->find(changed);
    if (path->set(changed, "new")) {
        const data::Value* value = path->find(changed);
        // A key may say otherwise than the value that was put over its element.
        if (value && path->steps().size() < 2 && !data::equal(*value, "new"))
            std::abort();
    }
    path->remove(changed);
    if (const auto located = model::edit::FieldPath::parse(text, &object); located.ok())
        (void)located->find(object);
    return 0;
}
