#include "cluster/data/patch/directives.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

namespace skiff::data::patch {

namespace {

void appendGoText(const Value& value, std::string& out)
{
    if (value.is_object()) {
        std::map<std::string_view, const Value*> sorted;
        for (const auto& [key, member] : value.get_object())
            sorted.emplace(key, &member);
        out += "map[";
        std::string_view separator;
        for (const auto& [key, member] : sorted) {
            out += separator;
            out += key;
            out += ':';
            appendGoText(*member, out);
            separator = " ";
        }
        out += ']';
    } else if (value.is_array()) {
        out += '[';
        std::string_view separator;
        for (const Value& element : value.get_array()) {
            out += separator;
            appendGoText(element, out);
            separator = " ";
        }
        out += ']';
    } else if (value.is_string()) {
        out += std::string_view(value.get_string());
    } else if (value.is_null()) {
        out += "<nil>";
    } else {
        out += toJson(value);
    }
}

} // namespace

std::string goText(const Value& value)
{
    std::string text;
    appendGoText(value, text);
    return text;
}

void removeMember(Object& object, std::string_view key)
{
    // Keeping the order costs the object's length, which a patch of many nulls would square.
    constexpr size_t orderedSize = 256;
    if (object.size() <= orderedSize)
        object.stable_erase(key);
    else
        object.erase(key);
}

bool isDirective(std::string_view key)
{
    return key.starts_with('$') && (key == "$patch" || key == "$retainKeys" || key.starts_with(setElementOrderPrefix) ||
                                    key.starts_with(deleteFromPrimitiveListPrefix));
}

Result<Directive> directiveOf(const Object& patch)
{
    const Value* directive = patch.if_contains("$patch");
    if (!directive)
        return Directive::Merge;
    if (directive->is_string()) {
        const std::string_view word = directive->get_string();
        if (word == "merge")
            return Directive::Merge;
        if (word == "replace")
            return Directive::Replace;
        if (word == "delete")
            return Directive::Delete;
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("unknown patch type: {} in map: {}", goText(*directive), goText(Value(patch)))};
}

Status applyRetainKeys(Object& original, const Object& patch)
{
    const Value* list = patch.if_contains("$retainKeys");
    if (!list)
        return {};
    const Error malformed{ErrorCode::InvalidArgument, "invalid patch format of retainKeys"};
    if (!list->is_array())
        return malformed;
    std::unordered_set<std::string_view> retained;
    for (const Value& key : list->get_array()) {
        if (!key.is_string())
            return malformed;
        retained.insert(key.get_string());
    }
    for (const auto& [key, value] : patch) {
        if (!value.is_null() && !isDirective(key) && !retained.contains(key))
            return malformed;
    }
    Object kept;
    for (auto& member : original) {
        if (retained.contains(member.key()))
            kept.emplace(member.key(), std::move(member.value()));
    }
    original = std::move(kept);
    return {};
}

} // namespace skiff::data::patch
