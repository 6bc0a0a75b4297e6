#pragma once

#include "cluster/apiserver/registry/registry.h"

#include <span>
#include <string>
#include <string_view>

namespace skiff::apiserver {

/// Objects and documents as Kubernetes sends them in protobuf: a message in an envelope that names its kind.
/// Any thread.

/// `object`, whose stored form `served` has. Messages are kept with their objects while the cache has room for them:
/// whoever lists once lists again.
std::string sealedMessage(const StoredObject& object, const ServedResource& served);
/// A list of such objects, of type `list`, with `listMetadata` (JSON); in pieces large enough for the network.
net::Buffers sealedMessages(std::span<const ObjectPtr> objects, std::string_view listMetadata,
                            const ServedResource& served, const data::ObjectType& list);
/// A JSON document of our own, which says its kind and apiVersion, as a message of `type`.
std::string sealedDocument(std::string_view json, const data::ObjectType& type);
/// An event of a watch: its message behind its length (four bytes, the highest first). `object` is in its envelope.
std::string messageFrame(std::string_view eventType, std::string_view object);

} // namespace skiff::apiserver
