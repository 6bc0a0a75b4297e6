#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver {

class Query;

/// What a request is about, read from its method, path and query alone: the attributes that
/// authorization, metrics and the router share. Source of the rules: Kubernetes' API concepts.
struct RequestInfo
{
    bool isResource = false;        ///< below /api/VERSION or /apis/GROUP/VERSION and naming a resource
    std::string path;               ///< decoded
    /// get, list, watch, create, update, patch, delete, deletecollection; for other paths the
    /// HTTP method in lower case
    std::string verb;
    std::string group;
    std::string version;
    std::string namespaceName;      ///< empty at cluster scope
    std::string resource;           ///< plural
    std::string subresource;
    std::string name;
    std::string remainder;          ///< path behind the subresource, for proxies
    bool watch = false;             ///< verb is watch; also by the old /watch/ paths
};

/// Never fails: a path that fits no rule is a non-resource request.
RequestInfo readRequestInfo(std::string_view method, std::string_view path, const Query& query);

} // namespace skiff::apiserver
