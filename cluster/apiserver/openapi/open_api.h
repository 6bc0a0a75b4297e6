#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/openapi/schema_writer.h"

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::apiserver::openapi {

/// A document as it is served.
struct Document
{
    std::string bytes;
    std::string hash; ///< SHA-512 of the bytes in upper-case hexadecimal: the ETag, and `hash=` in the index
};

/// The OpenAPI documents of a set of resources: each made when first asked for, then kept.
/// Owned by the API server. Any thread; references stay valid while the object lives.
class OpenApi
{
public:
    /// `version` is the server's ("v1.33.0"). The resources must outlive this object.
    OpenApi(std::span<const api::Resource> resources, std::string version);
    /// The documents of `base` (which must outlive this object) with those of `customs`, which `owner` keeps alive.
    OpenApi(OpenApi& base, Resources customs, std::shared_ptr<const void> owner);

    /// /openapi/v3: {"paths": {"apis/apps/v1": {"serverRelativeURL": "/openapi/v3/apis/apps/v1?hash=..."}}}.
    const Document& v3Index();
    /// /openapi/v3/api/v1 ("", "v1") or /openapi/v3/apis/apps/v1 ("apps", "v1"); nullptr when not served.
    const Document* v3(std::string_view group, std::string_view version);
    /// /openapi/v2 as JSON.
    const Document& v2Json();
    /// /openapi/v2 as application/com.github.proto-openapi.spec.v2.v1.0+protobuf.
    const Document& v2Protobuf();

private:
    using GroupVersion = std::pair<std::string, std::string>;

    const Document& v3Locked(const GroupVersion& key);
    void addPaths(data::Object& paths);
    Resources all() const;

    OpenApi* const m_base = nullptr;
    Resources m_resources;
    const std::shared_ptr<const void> m_owner;
    const std::string m_version;
    std::mutex m_mutex;
    Document m_index; ///< empty bytes: not made yet; so are the others. All under m_mutex
    Document m_v2Json;
    Document m_v2Protobuf;
    std::map<GroupVersion, Document> m_v3;
};

} // namespace skiff::apiserver::openapi
