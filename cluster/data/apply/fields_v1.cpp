#include "cluster/data/apply/fields_v1.h"

#include "cluster/data/json_text.h"

#include <algorithm>

namespace skiff::data {

namespace {

constexpr std::string_view self = ".";

bool isMember(Node fields)
{
    return fields.begin() == fields.end() || fields[self];
}

Node below(Node fields, const PathElement& element, std::string& name)
{
    name.clear();
    appendFieldsV1Name(name, element);
    return fields[name];
}

bool meets(Node fields, const PathSet& set, std::string& name)
{
    return std::any_of(set.branches().begin(), set.branches().end(), [&](const PathSet::Branch& branch) {
        const Node found = below(fields, *branch.element, name);
        return found && ((branch.member && isMember(found)) || meets(found, branch.below, name));
    });
}

bool covers(Node fields, const PathSet& set, std::string& name)
{
    return std::all_of(set.branches().begin(), set.branches().end(), [&](const PathSet::Branch& branch) {
        const Node found = below(fields, *branch.element, name);
        return found && (!branch.member || isMember(found)) && covers(found, branch.below, name);
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
        set.append({element, member, std::move(inner)});
    }
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

bool fieldsV1Meets(Node fields, const PathSet& set)
{
    std::string name;
    return meets(fields, set, name);
}

bool fieldsV1Covers(Node fields, const PathSet& set)
{
    std::string name;
    return covers(fields, set, name);
}

} // namespace skiff::data
