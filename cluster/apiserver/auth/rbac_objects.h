#pragma once

#include "cluster/apiserver/auth/policy_rule.h"
#include "cluster/data/document.h"
#include "cluster/data/value.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

inline constexpr std::string_view rbacGroup = "rbac.authorization.k8s.io";

/// A selector of labels as aggregation rules use it: every pair must be there, and every
/// expression must hold.
struct LabelRule
{
    struct Expression
    {
        std::string key;
        std::string operation; ///< In, NotIn, Exists, DoesNotExist
        std::vector<std::string> values;
    };
    std::map<std::string, std::string> equal;
    std::vector<Expression> expressions;

    bool matches(const std::map<std::string, std::string>& labels) const;
};

/// A Role, or a ClusterRole when its namespace is empty.
struct Role
{
    std::string nameSpace;
    std::string name;
    std::map<std::string, std::string> labels;
    std::vector<PolicyRule> rules;
    std::vector<LabelRule> collects; ///< aggregationRule: the rules are those of the roles that match any of these
};

struct Subject
{
    enum class Kind
    {
        User,
        Group,
        ServiceAccount
    };
    Kind kind = Kind::User;
    std::string nameSpace; ///< of a service account
    std::string name;
};

/// A RoleBinding, or a ClusterRoleBinding when its namespace is empty.
struct Binding
{
    std::string nameSpace;
    std::string name;
    std::vector<Subject> subjects; ///< those of known kinds
    bool toClusterRole = true;     ///< else to a Role of the same namespace
    std::string role;
};

/// Reads the objects as clients write and the store keeps them. What is absent is empty.
Role readRole(data::Node object);
Binding readBinding(data::Node object);
std::vector<PolicyRule> readRules(data::Node rules);

/// A rule as JSON, without its empty fields.
data::Value toValue(const PolicyRule& rule);

} // namespace skiff::apiserver::auth
