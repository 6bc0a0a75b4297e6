#pragma once

#include "cluster/client/resource_ref.h"
#include "cluster/client/transport.h"
#include "cluster/data/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace skiff::client {

struct ListOptions
{
    std::string labelSelector;
    std::string fieldSelector;
    std::string resourceVersion;
    int64_t limit = 0; ///< 0: everything in one answer
    std::string continueToken;
    bool metadataOnly = false; ///< PartialObjectMetadata instead of whole objects
    /// Objects may come without metadata.managedFields, which are half of them; other servers than Skiff's send them.
    bool omitManagedFields = false;
};

enum class Propagation
{
    Default,
    Background,
    Foreground,
    Orphan
};

struct DeleteOptions
{
    Propagation propagation = Propagation::Default;
    std::optional<int64_t> gracePeriodSeconds;
    std::string uid;             ///< only this very object; empty: whichever has the name
    std::string resourceVersion; ///< only when it is unchanged; empty: any
};

enum class PatchType
{
    Merge,
    Strategic,
    Json
};

/// The calls of the API as plain requests, for Client::start(), run() and runAll(). Pure functions.
namespace request {

/// "/apis/apps/v1/namespaces/default/deployments[/web[/status]]"; path parts are escaped. An empty
/// namespace of a namespaced resource means all namespaces.
std::string path(const ResourceRef& resource, std::string_view ns, std::string_view name = {},
                 std::string_view subresource = {});

ApiRequest get(const ResourceRef& resource, const ObjectKey& key, std::string_view subresource = {});
ApiRequest list(const ResourceRef& resource, std::string_view ns, const ListOptions& options = {});
/// A watch of what list() with the same options lists, from options.resourceVersion on, with bookmarks.
ApiRequest watch(const ResourceRef& resource, std::string_view ns, const ListOptions& options, int64_t timeoutSeconds);
/// kind and apiVersion are filled in.
ApiRequest create(const ResourceRef& resource, std::string_view ns, data::Value object);
/// A POST to binding, eviction, token or another action of the object; `object` says its own kind.
ApiRequest createSubresource(const ResourceRef& resource, const ObjectKey& key, std::string_view subresource,
                             const data::Value& object);
ApiRequest update(const ResourceRef& resource, const ObjectKey& key, const data::Value& object,
                  std::string_view subresource = {});
ApiRequest patch(const ResourceRef& resource, const ObjectKey& key, PatchType type, const data::Value& patch,
                 std::string_view subresource = {});
ApiRequest remove(const ResourceRef& resource, const ObjectKey& key, const DeleteOptions& options = {});
ApiRequest removeCollection(const ResourceRef& resource, std::string_view ns, const ListOptions& which = {},
                            const DeleteOptions& options = {});

} // namespace request

} // namespace skiff::client
