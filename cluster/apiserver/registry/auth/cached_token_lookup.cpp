#include "cluster/apiserver/registry/auth/cached_token_lookup.h"

#include "cluster/data/json_spans.h"

namespace skiff::apiserver {

namespace {

/// Tokens of what is being deleted stay good this long.
constexpr Duration farewell = std::chrono::seconds(60);

} // namespace

ObjectPtr CachedTokenLookup::find(std::string_view plural, std::string_view nameSpace, std::string_view name) const
{
    const ServedResource* served = m_registry.find("", "v1", plural);
    ObjectPtr object = served ? served->cache.find(served->key(nameSpace, name)) : nullptr;
    if (!object)
        return nullptr;
    WallTime deleted;
    const std::string_view time = data::JsonSpan(object->json())["metadata"]["deletionTimestamp"].string();
    if (parseTime(time, deleted) && m_clock.now() - deleted > farewell)
        return nullptr;
    return object;
}

std::optional<std::string> CachedTokenLookup::uidOf(const ObjectPtr& object) const
{
    return object ? std::optional<std::string>(object->uid()) : std::nullopt;
}

std::optional<std::string> CachedTokenLookup::serviceAccountUid(std::string_view nameSpace, std::string_view name) const
{
    return uidOf(find("serviceaccounts", nameSpace, name));
}

std::optional<auth::TokenLookup::Pod> CachedTokenLookup::pod(std::string_view nameSpace, std::string_view name) const
{
    const ObjectPtr object = find("pods", nameSpace, name);
    if (!object)
        return std::nullopt;
    const data::JsonSpan spec = data::JsonSpan(object->json())["spec"];
    return Pod{std::string(object->uid()), std::string(spec["serviceAccountName"].string()), std::string(spec["nodeName"].string())};
}

std::optional<std::string> CachedTokenLookup::secretUid(std::string_view nameSpace, std::string_view name) const
{
    return uidOf(find("secrets", nameSpace, name));
}

std::optional<std::string> CachedTokenLookup::nodeUid(std::string_view name) const
{
    return uidOf(find("nodes", {}, name));
}

} // namespace skiff::apiserver
