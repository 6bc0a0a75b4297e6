#include "cluster/apiserver/registry/object_meta.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skiff::apiserver {

namespace {

constexpr size_t maxSubdomain = 253;
constexpr size_t maxLabel = 63;

bool isLower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isLabel(std::string_view text)
{
    return !text.empty() && isLower(text.front()) && isLower(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || c == '-'; });
}

bool isSubdomain(std::string_view text)
{
    while (true) {
        const size_t dot = std::min(text.find('.'), text.size());
        if (!isLabel(text.substr(0, dot)))
            return false;
        if (dot == text.size())
            return true;
        text.remove_prefix(dot + 1);
    }
}

void requireLength(std::string_view name, size_t most, Causes& causes)
{
    if (name.size() > most)
        causes.push_back(invalidField("metadata.name", quoted(name), fmt::format("must be no more than {} characters", most)));
}

void requireSubdomain(std::string_view name, Causes& causes)
{
    requireLength(name, maxSubdomain, causes);
    if (!isSubdomain(name))
        causes.push_back(invalidField(
            "metadata.name", quoted(name),
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
            "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
}

void requireLabel(std::string_view name, Causes& causes)
{
    requireLength(name, maxLabel, causes);
    if (!isLabel(name))
        causes.push_back(invalidField(
            "metadata.name", quoted(name),
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
            "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
}

void requireServiceName(std::string_view name, Causes& causes)
{
    requireLength(name, maxLabel, causes);
    if (!isLabel(name) || (name.front() >= '0' && name.front() <= '9'))
        causes.push_back(invalidField(
            "metadata.name", quoted(name),
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
            "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
            "'[a-z]([-a-z0-9]*[a-z0-9])?')"));
}

/// RBAC names are only kept out of trouble in paths.
void requirePathSegment(std::string_view name, Causes& causes)
{
    if (name == "." || name == "..")
        causes.push_back(invalidField("metadata.name", quoted(name), fmt::format("may not be '{}'", name)));
    for (const char c : {'/', '%'})
        if (name.find(c) != std::string_view::npos)
            causes.push_back(invalidField("metadata.name", quoted(name), fmt::format("may not contain '{}'", c)));
}

void checkName(std::string_view name, const api::Resource& resource, Causes& causes)
{
    if (name.empty())
        causes.push_back(requiredField("metadata.name", "name or generateName is required"));
    else if (resource.group == "rbac.authorization.k8s.io")
        requirePathSegment(name, causes);
    else if (resource.group.empty() && resource.plural == "namespaces")
        requireLabel(name, causes);
    else if (resource.group.empty() && resource.plural == "services")
        requireServiceName(name, causes);
    else
        requireSubdomain(name, causes);
}

void checkFinalizers(const data::Value& object, Causes& causes)
{
    constexpr std::array<std::string_view, 3> standard = {"kubernetes", "orphan", "foregroundDeletion"};
    const data::Value* list = data::find(object, {"metadata", "finalizers"});
    if (!list || !list->is_array())
        return;
    size_t index = 0;
    for (const data::Value& each : list->as_array()) {
        const std::string_view name(each.as_string().data(), each.as_string().size());
        if (name.find('/') == std::string_view::npos && std::find(standard.begin(), standard.end(), name) == standard.end())
            causes.push_back(invalidField(fmt::format("metadata.finalizers[{}]", index), quoted(name),
                                          "name is neither a standard finalizer name nor is it fully qualified"));
        ++index;
    }
}

std::vector<std::string_view> textsAt(const data::Value& object, std::string_view member)
{
    std::vector<std::string_view> texts;
    const data::Value* list = data::find(object, {"metadata", member});
    if (list && list->is_array())
        for (const data::Value& each : list->as_array())
            texts.emplace_back(each.as_string().data(), each.as_string().size());
    return texts;
}

} // namespace

Causes validateObjectMeta(const data::Value& object, const api::Resource& resource, std::string_view)
{
    Causes causes;
    checkName(data::stringAt(object, {"metadata", "name"}), resource, causes);
    checkFinalizers(object, causes);
    return causes;
}

Causes validateObjectMetaUpdate(const data::Value& object, const data::Value& old, const api::Resource&)
{
    Causes causes;
    checkFinalizers(object, causes);
    if (data::stringAt(old, {"metadata", "deletionTimestamp"}).empty())
        return causes;
    const std::vector<std::string_view> before = textsAt(old, "finalizers");
    std::string added;
    for (const std::string_view name : textsAt(object, "finalizers"))
        if (std::find(before.begin(), before.end(), name) == before.end())
            added.append(added.empty() ? "" : ", ").append(quoted(name));
    if (!added.empty())
        causes.push_back(forbiddenField(
            "metadata.finalizers",
            fmt::format("no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}", added)));
    return causes;
}

} // namespace skiff::apiserver
