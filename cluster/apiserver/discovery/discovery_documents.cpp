#include "cluster/apiserver/discovery/discovery_documents.h"

#include "cluster/api/resource.h"
#include "cluster/apiserver/answer.h"
#include "cluster/data/base64.h"
#include "cluster/data/value.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace skiff::apiserver {

namespace {

constexpr std::string_view aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// The order in which clients look for a kind that several groups have.
constexpr std::array<std::string_view, 20> groupOrder = {
    "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling",
    "batch", "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
    "discovery.k8s.io", "flowcontrol.apiserver.k8s.io"};

/// One version of a group with its resources by name.
struct GroupVersion
{
    std::string_view group;
    std::string_view version;
    std::vector<const api::Resource*> resources;

    std::string text() const { return group.empty() ? std::string(version) : fmt::format("{}/{}", group, version); }
};

void addResource(const api::Resource& resource, std::vector<GroupVersion>& all)
{
    auto found = std::find_if(all.begin(), all.end(), [&](const GroupVersion& each) {
        return each.group == resource.group && each.version == resource.version;
    });
    if (found == all.end())
        found = all.insert(all.end(), {resource.group, resource.version, {}});
    found->resources.push_back(&resource);
}

/// The built-in groups in their order, then those of custom kinds by name, each with its best version first.
std::vector<GroupVersion> groupVersions(const CustomSet& customs)
{
    std::vector<GroupVersion> all;
    for (const std::string_view group : groupOrder)
        for (const api::Resource& resource : api::builtinResources())
            if (resource.group == group)
                addResource(resource, all);
    const auto builtIn = std::ptrdiff_t(all.size());
    for (const auto& [name, kind] : customs.kinds)
        for (const ServedResource& served : kind->resources())
            addResource(served.resource, all);
    std::sort(all.begin() + builtIn, all.end(), [](const GroupVersion& a, const GroupVersion& b) {
        return a.group != b.group ? a.group < b.group : api::custom::precedes(a.version, b.version);
    });
    for (GroupVersion& each : all)
        std::sort(each.resources.begin(), each.resources.end(),
                  [](const api::Resource* a, const api::Resource* b) { return a->plural < b->plural; });
    return all;
}

data::Array verbNames(uint16_t verbs)
{
    constexpr std::pair<uint16_t, std::string_view> names[] = {
        {api::VerbCreate, "create"}, {api::VerbDelete, "delete"}, {api::VerbDeleteCollection, "deletecollection"},
        {api::VerbGet, "get"},       {api::VerbList, "list"},     {api::VerbPatch, "patch"},
        {api::VerbUpdate, "update"}, {api::VerbWatch, "watch"}};
    data::Array list;
    for (const auto& [flag, name] : names)
        if (verbs & flag)
            list.emplace_back(name);
    return list;
}

data::Array textList(std::span<const std::string_view> texts)
{
    data::Array list;
    for (const std::string_view text : texts)
        list.emplace_back(text);
    return list;
}

/// What the lists of plain and aggregated discovery say alike about a resource.
void addNames(data::Object& entry, const api::Resource& resource)
{
    entry["verbs"] = verbNames(resource.verbs);
    if (!resource.shortNames.empty())
        entry["shortNames"] = textList(resource.shortNames);
    if (!resource.categories.empty())
        entry["categories"] = textList(resource.categories);
}

/// How clients tell that objects are stored differently: 8 bytes of a digest of the stored version.
std::string storageHashOf(const api::Resource& resource)
{
    const api::custom::Version* version = api::custom::versionOf(resource);
    if (!version)
        return std::string(resource.storageVersionHash);
    const api::Resource& storage = version->owner->storage();
    const std::string name = fmt::format("{}/{}/{}", storage.group, storage.version, storage.kind);
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_Digest(name.data(), name.size(), digest, nullptr, EVP_sha256(), nullptr);
    return data::toBase64({reinterpret_cast<const char*>(digest), 8});
}

void addPlain(data::Array& list, const api::Resource& resource)
{
    data::Object entry{{"name", resource.plural},
                       {"singularName", resource.singular},
                       {"namespaced", resource.namespaced},
                       {"kind", resource.kind}};
    addNames(entry, resource);
    if (std::string hash = storageHashOf(resource); !hash.empty())
        entry["storageVersionHash"] = std::move(hash);
    list.emplace_back(std::move(entry));
    for (const api::Subresource& sub : resource.subresources) {
        data::Object part{{"name", fmt::format("{}/{}", resource.plural, sub.name)},
                          {"singularName", ""},
                          {"namespaced", resource.namespaced}};
        if (sub.group != resource.group || sub.version != resource.version) {
            part["group"] = sub.group;
            part["version"] = sub.version;
        }
        part["kind"] = sub.kind;
        part["verbs"] = verbNames(sub.verbs);
        list.emplace_back(std::move(part));
    }
}

data::Value resourceList(const GroupVersion& each)
{
    data::Array resources;
    for (const api::Resource* resource : each.resources)
        addPlain(resources, *resource);
    data::Object list{{"kind", "APIResourceList"}};
    if (!each.group.empty())
        list["apiVersion"] = "v1";
    list["groupVersion"] = each.text();
    list["resources"] = std::move(resources);
    return list;
}

data::Object groupEntry(std::string_view group, const std::vector<GroupVersion>& all)
{
    data::Array versions;
    for (const GroupVersion& each : all)
        if (each.group == group)
            versions.push_back({{"groupVersion", each.text()}, {"version", each.version}});
    data::Value preferred = versions.empty() ? data::Value() : versions.front();
    return {{"name", group}, {"versions", std::move(versions)}, {"preferredVersion", std::move(preferred)}};
}

/// The groups in the order of their versions.
std::vector<std::string_view> groupsOf(const std::vector<GroupVersion>& all)
{
    std::vector<std::string_view> groups;
    for (const GroupVersion& each : all)
        if (std::find(groups.begin(), groups.end(), each.group) == groups.end())
            groups.push_back(each.group);
    return groups;
}

data::Value groupList(const std::vector<GroupVersion>& all)
{
    data::Array groups;
    for (const std::string_view group : groupsOf(all))
        if (!group.empty())
            groups.emplace_back(groupEntry(group, all));
    return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

data::Object kindReference(std::string_view group, std::string_view version, std::string_view kind)
{
    return {{"group", group}, {"version", version}, {"kind", kind}};
}

data::Value aggregatedResource(const api::Resource& resource)
{
    data::Object entry{{"resource", resource.plural},
                       {"responseKind", kindReference(resource.group, resource.version, resource.kind)},
                       {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                       {"singularResource", resource.singular}};
    addNames(entry, resource);
    data::Array parts;
    for (const api::Subresource& sub : resource.subresources)
        parts.push_back({{"subresource", sub.name},
                         {"responseKind", kindReference(sub.group, sub.version, sub.kind)},
                         {"verbs", verbNames(sub.verbs)}});
    if (!parts.empty())
        entry["subresources"] = std::move(parts);
    return entry;
}

data::Value aggregated(const std::vector<GroupVersion>& all, bool grouped)
{
    data::Array items;
    for (const std::string_view group : groupsOf(all)) {
        if (group.empty() == grouped)
            continue;
        data::Array versions;
        for (const GroupVersion& each : all) {
            if (each.group != group)
                continue;
            data::Array resources;
            for (const api::Resource* resource : each.resources)
                resources.push_back(aggregatedResource(*resource));
            versions.push_back({{"version", each.version}, {"resources", std::move(resources)}, {"freshness", "Current"}});
        }
        if (versions.empty())
            continue;
        data::Object metadata{{"creationTimestamp", nullptr}};
        if (grouped)
            metadata["name"] = group;
        items.push_back({{"metadata", std::move(metadata)}, {"versions", std::move(versions)}});
    }
    return {{"kind", "APIGroupDiscoveryList"},
            {"apiVersion", "apidiscovery.k8s.io/v2"},
            {"metadata", data::Object()},
            {"items", std::move(items)}};
}

std::string tagOf(std::string_view text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
    std::string tag = "\"";
    for (unsigned int i = 0; i < size; ++i)
        tag += fmt::format("{:02X}", digest[i]);
    return tag + "\"";
}

bool wantsAggregated(std::string_view accept)
{
    return accept.find(aggregatedType) != std::string_view::npos;
}

data::Value apiVersions(const ContextPtr& request)
{
    return {{"kind", "APIVersions"},
            {"versions", data::Array{"v1"}},
            {"serverAddressByClientCIDRs",
             data::Array{{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", request->http().headers.get("Host")}}}}};
}

/// The path's parts behind "/api" or "/apis".
std::vector<std::string_view> partsOf(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        if (end > 0)
            parts.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

std::optional<data::Value> plainDocument(const ContextPtr& request, const CustomSet& customs)
{
    const auto parts = partsOf(request->info.path);
    const auto all = groupVersions(customs);
    const auto version = [&](std::string_view group, std::string_view name) -> std::optional<data::Value> {
        for (const GroupVersion& each : all)
            if (each.group == group && each.version == name)
                return resourceList(each);
        return std::nullopt;
    };
    if (parts.front() == "api")
        return parts.size() == 1 ? apiVersions(request) : parts.size() == 2 ? version("", parts[1]) : std::nullopt;
    if (parts.size() == 1)
        return groupList(all);
    if (parts.size() == 3)
        return version(parts[1], parts[2]);
    data::Object group{{"kind", "APIGroup"}, {"apiVersion", "v1"}};
    const data::Object entry = groupEntry(parts[1], all);
    if (entry.at("versions").as_array().empty())
        return std::nullopt;
    group.insert(entry.begin(), entry.end());
    return group;
}

} // namespace

DiscoveryDocuments::Document DiscoveryDocuments::aggregatedDocument(bool grouped) const
{
    const auto customs = m_customs.now();
    const MutexLock lock(m_mutex);
    Document& document = grouped ? m_groups : m_core;
    if (!document.text || (grouped && document.customs != customs->number)) {
        document.text = std::make_shared<const std::string>(data::toJson(aggregated(groupVersions(*customs), grouped)));
        document.tag = tagOf(*document.text);
        document.customs = customs->number;
    }
    return document;
}

void DiscoveryDocuments::answerAggregated(const ContextPtr& request, bool grouped) const
{
    const Document document = aggregatedDocument(grouped);
    net::Response response;
    response.headers.add("Content-Type", std::string(aggregatedType));
    response.headers.add("Vary", "Accept");
    response.headers.add("ETag", document.tag);
    response.headers.add("Cache-Control", "public");
    if (request->http().headers.get("If-None-Match") == document.tag)
        response.status = 304;
    else
        response.body.push_back(net::SharedBytes::of(document.text));
    request->send(std::move(response));
}

bool DiscoveryDocuments::answer(const ContextPtr& request) const
{
    const std::string_view path = request->info.path;
    const auto parts = partsOf(path);
    if (parts.empty() || (parts.front() != "api" && parts.front() != "apis") || parts.size() > 3)
        return false;
    if (parts.size() == 1 && wantsAggregated(request->http().headers.get("Accept"))) {
        answerAggregated(request, parts.front() == "apis");
        return true;
    }
    const auto document = plainDocument(request, *m_customs.now());
    if (!document)
        return false;
    if (const auto wanted = representationFor(request, {}))
        answerJson(request, 200, data::toJson(*document), *wanted);
    return true;
}

} // namespace skiff::apiserver
