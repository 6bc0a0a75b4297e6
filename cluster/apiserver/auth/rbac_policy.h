#pragma once

#include "cluster/apiserver/auth/rbac_objects.h"
#include "cluster/base/mutex.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

/// The roles and bindings of a namespace, or of the whole cluster, arranged for questions. Immutable.
struct RbacScope
{
    using Bindings = std::vector<std::shared_ptr<const Binding>>;

    std::map<std::string, std::shared_ptr<const Role>, std::less<>> roles;
    std::map<std::string, std::shared_ptr<const Binding>, std::less<>> bindings;
    // What follows is made from the above.
    std::map<std::string, std::vector<PolicyRule>, std::less<>> collected; ///< rules of aggregated roles
    std::map<std::string, Bindings, std::less<>> byUser;                   ///< service accounts by their user name
    std::map<std::string, Bindings, std::less<>> byGroup;

    /// The rules of a role, aggregated ones included; nullptr when there is none.
    const std::vector<PolicyRule>* rulesOf(std::string_view role) const;
};

/// All scopes at one moment. Immutable.
class RbacSnapshot
{
public:
    /// Empty when nothing is known of the namespace; "" is the cluster's.
    const RbacScope& scope(std::string_view nameSpace) const;
    /// The rules `binding` gives; nullptr when its role does not exist.
    const std::vector<PolicyRule>* rulesOf(const Binding& binding) const;

private:
    friend class RbacPolicy;
    std::map<std::string, std::shared_ptr<const RbacScope>, std::less<>> m_scopes;
};

/// The present roles and bindings. The API server puts in what its caches tell; questions go to a
/// snapshot, which is arranged anew when something changed since. Any thread.
class RbacPolicy
{
public:
    void put(Role role);
    void removeRole(std::string_view nameSpace, std::string_view name);
    void put(Binding binding);
    void removeBinding(std::string_view nameSpace, std::string_view name);

    std::shared_ptr<const RbacSnapshot> snapshot() const;

private:
    RbacScope& change(std::string_view nameSpace) SKIFF_REQUIRES(m_mutex);

    mutable Mutex m_mutex;
    mutable std::map<std::string, std::shared_ptr<RbacScope>, std::less<>> m_changed SKIFF_GUARDED_BY(m_mutex);
    mutable std::shared_ptr<const RbacSnapshot> m_snapshot SKIFF_GUARDED_BY(m_mutex) = std::make_shared<RbacSnapshot>();
};

/// The union of the rules of all `roles` that `aggregated` collects, itself left out: what its
/// `rules` should be. Collected roles that collect themselves are followed.
std::vector<PolicyRule> collectRules(const Role& aggregated,
                                     const std::map<std::string, std::shared_ptr<const Role>, std::less<>>& roles);

} // namespace skiff::apiserver::auth
