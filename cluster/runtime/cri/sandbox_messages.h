#pragma once

#include "cluster/data/value.h"
#include "cluster/runtime/sandbox.h"

namespace skiff::runtime::cri {

// Messages of the Container Runtime Interface v1 and our types. Pure functions.

data::Value toMessage(const SandboxConfig& config);          ///< PodSandboxConfig
data::Object toMessage(const NamespaceOptions& options);     ///< NamespaceOption
data::Object toMessage(const SecurityProfile& profile);      ///< SecurityProfile

Sandbox readSandbox(const data::Value& message);             ///< PodSandbox
SandboxStatus readSandboxStatus(const data::Value& message);
/// Of a verbose PodSandboxStatusResponse; empty for the node's own namespace.
Result<std::string> readNetworkNamespace(const data::Value& message); ///< PodSandboxStatus

// Parts that other messages have, too.
data::Object toMessage(const StringMap& map);
data::Value wrapped(int64_t number);                         ///< Int64Value
StringMap readStringMap(const data::Value& message, std::string_view field);
/// A field of bytes; empty when it is absent.
std::string readBytes(const data::Value& message, std::initializer_list<std::string_view> path);
/// A time in nanoseconds since 1970.
WallTime readTime(const data::Value& message, std::string_view field);
/// The elements of the list `field`; none when it is absent.
const data::Array& listAt(const data::Value& message, std::string_view field);
template <class T>
data::Array toList(const std::vector<T>& items)
{
    data::Array list;
    for (const T& item : items)
        list.emplace_back(item);
    return list;
}

} // namespace skiff::runtime::cri
