#include "cluster/apiserver/auth/rbac_objects.h"

#include <algorithm>

namespace skiff::apiserver::auth {

namespace {

std::vector<std::string> strings(data::Node list)
{
    std::vector<std::string> values;
    for (const data::Node value : list)
        values.emplace_back(value.asString());
    return values;
}

std::map<std::string, std::string> stringMap(data::Node object)
{
    std::map<std::string, std::string> values;
    for (auto it = object.begin(); it != object.end(); ++it)
        values.emplace(it.key(), (*it).asString());
    return values;
}

LabelRule readSelector(data::Node selector)
{
    LabelRule rule;
    rule.equal = stringMap(selector["matchLabels"]);
    for (const data::Node expression : selector["matchExpressions"])
        rule.expressions.push_back({std::string(expression["key"].asString()),
                                    std::string(expression["operator"].asString()), strings(expression["values"])});
    return rule;
}

bool holds(const LabelRule::Expression& expression, const std::map<std::string, std::string>& labels)
{
    const auto label = labels.find(expression.key);
    const bool present = label != labels.end();
    const auto& values = expression.values;
    const bool listed = present && std::find(values.begin(), values.end(), label->second) != values.end();
    if (expression.operation == "In")
        return listed;
    if (expression.operation == "NotIn")
        return !listed;
    if (expression.operation == "Exists")
        return present;
    return expression.operation == "DoesNotExist" && !present;
}

void addList(data::Object& object, const char* name, const std::vector<std::string>& values)
{
    if (!values.empty())
        object[name] = data::Array(values.begin(), values.end());
}

} // namespace

bool LabelRule::matches(const std::map<std::string, std::string>& labels) const
{
    return std::all_of(equal.begin(), equal.end(),
                       [&](const auto& pair) {
                           const auto label = labels.find(pair.first);
                           return label != labels.end() && label->second == pair.second;
                       }) &&
           std::all_of(expressions.begin(), expressions.end(),
                       [&](const Expression& expression) { return holds(expression, labels); });
}

std::vector<PolicyRule> readRules(data::Node rules)
{
    std::vector<PolicyRule> read;
    for (const data::Node rule : rules)
        read.push_back({strings(rule["verbs"]), strings(rule["apiGroups"]), strings(rule["resources"]),
                        strings(rule["resourceNames"]), strings(rule["nonResourceURLs"])});
    return read;
}

Role readRole(data::Node object)
{
    const data::Node metadata = object["metadata"];
    Role role{std::string(metadata["namespace"].asString()),
              std::string(metadata["name"].asString()),
              stringMap(metadata["labels"]),
              readRules(object["rules"]),
              {}};
    for (const data::Node selector : object["aggregationRule"]["clusterRoleSelectors"])
        role.collects.push_back(readSelector(selector));
    return role;
}

Binding readBinding(data::Node object)
{
    const data::Node metadata = object["metadata"];
    Binding binding{std::string(metadata["namespace"].asString()),
                    std::string(metadata["name"].asString()),
                    {},
                    object["roleRef"]["kind"].asString() == "ClusterRole",
                    std::string(object["roleRef"]["name"].asString())};
    for (const data::Node subject : object["subjects"]) {
        const std::string_view kind = subject["kind"].asString();
        Subject read{Subject::Kind::User, std::string(subject["namespace"].asString()),
                     std::string(subject["name"].asString())};
        if (kind == "Group")
            read.kind = Subject::Kind::Group;
        else if (kind == "ServiceAccount")
            read.kind = Subject::Kind::ServiceAccount;
        else if (kind != "User")
            continue;
        if (read.kind == Subject::Kind::ServiceAccount && read.nameSpace.empty())
            read.nameSpace = binding.nameSpace;
        binding.subjects.push_back(std::move(read));
    }
    return binding;
}

data::Value toValue(const PolicyRule& rule)
{
    data::Object object;
    addList(object, "verbs", rule.verbs);
    addList(object, "apiGroups", rule.apiGroups);
    addList(object, "resources", rule.resources);
    addList(object, "resourceNames", rule.resourceNames);
    addList(object, "nonResourceURLs", rule.nonResourceUrls);
    return object;
}

} // namespace skiff::apiserver::auth
