#include "cluster/data/apply/fields_v1.h"

#include "cluster/data/json_text.h"

#include <algorithm>

namespace skiff::data {

namespace {

constexpr std::string_view self = ".";

/// The escaped name of a step, as it stands in the JSON.
std::string_view nameOf(const PathElement& element, std::string& buffer)
{
    std::string name;
    appendFieldsV1Name(name, element);
    buffer.clear();
    appendJsonString(buffer, name);
    return std::string_view(buffer).substr(1, buffer.size() - 2);
}

bool isMember(JsonSpan fields)
{
    // Written sorted: "." is the first of all names.
    return fields.text() == "{}" || fields.text().starts_with(R"({".":)");
}

bool meets(JsonSpan fields, const PathSet& set, std::string& buffer)
{
    return std::any_of(set.branches().begin(), set.branches().end(), [&](const PathSet::Branch& branch) {
        const JsonSpan found = fields[nameOf(*branch.element, buffer)];
        return found && ((branch.member && isMember(found)) || meets(found, branch.below, buffer));
    });
}

bool covers(JsonSpan fields, const PathSet& set, std::string& buffer)
{
    return std::all_of(set.branches().begin(), set.branches().end(), [&](const PathSet::Branch& branch) {
        const JsonSpan found = fields[nameOf(*branch.element, buffer)];
        return found && (!branch.member || isMember(found)) && covers(found, branch.below, buffer);
    });
}

} // namespace

Result<PathSet> readFieldsV1(Node fields, PathPool& pool)
{
    PathSet set;
    if (!fields || fields.isNull())
        return set;
    if (!fields.isObject())
        return {ErrorCode::InvalidArgument, "managed fields: expected an object"};
    const auto last = fields.end();
    for (auto it = fields.begin(); !(it == last); ++it) {
        if (it.key() == self)
            continue;
        SKIFF_TRY_ASSIGN(const PathElement* element, pool.parse(it.key()));
        if (!element)
            continue;
        SKIFF_TRY_ASSIGN(PathSet inner, readFieldsV1(*it, pool));
        const bool member = inner.empty() || (*it)[self];
        set.push({element, member, std::move(inner)});
    }
    set.sort();
    return set;
}

void appendFieldsV1(std::string& out, const PathSet& set)
{
    out += '{';
    bool first = true;
    std::string name;
    for (const PathSet::Branch& branch : set.branches()) {
        if (!first)
            out += ',';
        first = false;
        name.clear();
        appendFieldsV1Name(name, *branch.element);
        appendJsonString(out, name);
        out += ':';
        if (branch.below.empty()) {
            out += "{}";
            continue;
        }
        const size_t start = out.size();
        appendFieldsV1(out, branch.below);
        if (branch.member)
            out.insert(start + 1, R"(".":{},)");
    }
    out += '}';
}

std::string toFieldsV1(const PathSet& set)
{
    std::string text;
    appendFieldsV1(text, set);
    return text;
}

bool fieldsV1Meets(JsonSpan fields, const PathSet& set)
{
    std::string buffer;
    return meets(fields, set, buffer);
}

bool fieldsV1Covers(JsonSpan fields, const PathSet& set)
{
    std::string buffer;
    return covers(fields, set, buffer);
}

} // namespace skiff::data
