#include "cluster/apiserver/openapi/open_api.h"

#include "cluster/apiserver/openapi/gnostic_writer.h"
#include "cluster/apiserver/openapi/path_writer.h"
#include "cluster/apiserver/openapi/schema_writer.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace skiff::apiserver::openapi {

namespace {

using data::Array;
using data::Object;
using data::Value;

std::string sha512(std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha512(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i)
        hex += fmt::format("{:02X}", digest[i]);
    return hex;
}

Document seal(std::string bytes)
{
    std::string hash = sha512(bytes);
    return {std::move(bytes), std::move(hash)};
}

Object info(const std::string& version)
{
    return Object{{"title", "Kubernetes"}, {"version", version}};
}

Object bearerToken()
{
    return Object{
        {"BearerToken",
         Object{{"type", "apiKey"}, {"name", "authorization"}, {"in", "header"}, {"description", "Bearer token"}}}};
}

Value buildV2(const Resources& resources, const std::string& version)
{
    const KindsByType kinds = kindsByType(resources);
    SchemaWriter schemas(Dialect::V2, kinds, resources);
    Object paths;
    for (const api::Resource* each : resources)
        writePaths(*each, Dialect::V2, schemas, paths);
    Object document;
    document["swagger"] = "2.0";
    document["info"] = info(version);
    document["paths"] = std::move(paths);
    document["definitions"] = schemas.take();
    document["securityDefinitions"] = bearerToken();
    document["security"] = Array({Value(Object{{"BearerToken", Array()}})});
    return document;
}

Value buildV3(const Resources& resources, std::string_view group, std::string_view groupVersion,
              const std::string& version)
{
    const KindsByType kinds = kindsByType(resources);
    SchemaWriter schemas(Dialect::V3, kinds, resources);
    Object paths;
    for (const api::Resource* each : resources) {
        if (each->group == group && each->version == groupVersion)
            writePaths(*each, Dialect::V3, schemas, paths);
    }
    Object components;
    components["schemas"] = schemas.take();
    components["securitySchemes"] = bearerToken();
    Object document;
    document["openapi"] = "3.0.0";
    document["info"] = info(version);
    document["paths"] = std::move(paths);
    document["components"] = std::move(components);
    return document;
}

} // namespace

OpenApi::OpenApi(std::span<const api::Resource> resources, std::string version)
    : m_version(std::move(version))
{
    for (const api::Resource& each : resources) {
        m_resources.push_back(&each);
        m_v3.try_emplace({std::string(each.group), std::string(each.version)});
    }
}

OpenApi::OpenApi(OpenApi& base, Resources customs, std::shared_ptr<const void> owner)
    : m_base(&base), m_resources(std::move(customs)), m_owner(std::move(owner)), m_version(base.m_version)
{
    for (const api::Resource* each : m_resources)
        if (!base.m_v3.contains({std::string(each->group), std::string(each->version)}))
            m_v3.try_emplace({std::string(each->group), std::string(each->version)});
}

Resources OpenApi::all() const
{
    Resources all = m_base ? m_base->m_resources : Resources();
    all.insert(all.end(), m_resources.begin(), m_resources.end());
    return all;
}

const Document& OpenApi::v3Locked(const GroupVersion& key)
{
    Document& document = m_v3.at(key);
    if (document.bytes.empty())
        document = seal(data::toJson(buildV3(m_resources, key.first, key.second, m_version)));
    return document;
}

const Document* OpenApi::v3(std::string_view group, std::string_view version)
{
    const GroupVersion key{group, version};
    const std::lock_guard lock(m_mutex);
    if (m_v3.contains(key))
        return &v3Locked(key);
    return m_base ? m_base->v3(group, version) : nullptr;
}

void OpenApi::addPaths(Object& paths)
{
    for (const auto& [key, unused] : m_v3) {
        const std::string path = groupVersionPath(key.first, key.second);
        const std::string url = fmt::format("/openapi/v3{}?hash={}", path, v3Locked(key).hash);
        paths[path.substr(1)] = Object{{"serverRelativeURL", url}};
    }
}

const Document& OpenApi::v3Index()
{
    const std::lock_guard lock(m_mutex);
    if (!m_index.bytes.empty())
        return m_index;
    Object paths;
    if (m_base) {
        const std::lock_guard baseLock(m_base->m_mutex);
        m_base->addPaths(paths);
    }
    addPaths(paths);
    m_index = seal(data::toJson(Object{{"paths", std::move(paths)}}));
    return m_index;
}

const Document& OpenApi::v2Json()
{
    const std::lock_guard lock(m_mutex);
    if (m_v2Json.bytes.empty())
        m_v2Json = seal(data::toJson(buildV2(all(), m_version)));
    return m_v2Json;
}

const Document& OpenApi::v2Protobuf()
{
    const std::lock_guard lock(m_mutex);
    if (m_v2Protobuf.bytes.empty())
        m_v2Protobuf = seal(toGnostic(buildV2(all(), m_version)));
    return m_v2Protobuf;
}

} // namespace skiff::apiserver::openapi
