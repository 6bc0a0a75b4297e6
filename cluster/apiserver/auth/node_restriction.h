#pragma once

#include "cluster/apiserver/auth/user.h"
#include "cluster/data/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace skiff::apiserver::auth {

/// A write as admission sees it.
struct NodeWrite
{
    std::string_view apiGroup;
    std::string_view resource;
    std::string_view subresource;
    std::string_view name;
    const data::Value* before = nullptr; ///< nullptr for a create
    const data::Value* after = nullptr;  ///< nullptr for a delete
};

/// What the NodeRestriction admission refuses a kubelet, as far as it needs the body: pods that are no
/// mirror pods of its own, nodes and leases of other names, labels and taints of its own node that are
/// not the kubelet's to set. The text behind `RESOURCE "NAME" is forbidden: `, or nothing.
std::optional<std::string> checkNodeWrite(const User& user, const NodeWrite& write);

} // namespace skiff::apiserver::auth
