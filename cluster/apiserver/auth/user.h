#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

inline constexpr std::string_view anonymousUser = "system:anonymous";
inline constexpr std::string_view authenticatedGroup = "system:authenticated";
inline constexpr std::string_view unauthenticatedGroup = "system:unauthenticated";
inline constexpr std::string_view mastersGroup = "system:masters";
inline constexpr std::string_view nodesGroup = "system:nodes";
inline constexpr std::string_view nodeUserPrefix = "system:node:";
inline constexpr std::string_view serviceAccountPrefix = "system:serviceaccount:";
inline constexpr std::string_view serviceAccountsGroup = "system:serviceaccounts";

/// Who sent a request, as authentication found out. Immutable once shared between requests.
struct User
{
    std::string name;
    std::string uid;
    std::vector<std::string> groups;
    std::map<std::string, std::vector<std::string>> extra;

    bool inGroup(std::string_view group) const;
    /// The node of a kubelet's identity (system:node:NAME in group system:nodes), else empty.
    std::string_view nodeName() const;

    bool operator==(const User&) const = default;
};
using UserPtr = std::shared_ptr<const User>;

/// "system:serviceaccount:NAMESPACE:NAME".
std::string serviceAccountUser(std::string_view nameSpace, std::string_view name);

/// The parts of a service account's user name.
struct ServiceAccountName
{
    std::string_view nameSpace;
    std::string_view name;
};
/// Empty parts when `user` is not the name of a service account. Valid while `user` lives.
ServiceAccountName splitServiceAccountUser(std::string_view user);

/// A service account's user: its name and its three groups.
User serviceAccount(std::string_view nameSpace, std::string_view name, std::string_view uid);

} // namespace skiff::apiserver::auth
