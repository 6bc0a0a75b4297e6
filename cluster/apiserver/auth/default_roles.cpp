#include "cluster/apiserver/auth/default_roles.h"

#include "cluster/apiserver/auth/default_roles_text.h"
#include "cluster/apiserver/auth/rbac_policy.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <memory>

namespace skiff::apiserver::auth {

namespace {

constexpr std::string_view aggregationLabel = "rbac.authorization.k8s.io/aggregate-to-";
constexpr std::string_view autoupdate = "rbac.authorization.kubernetes.io/autoupdate";

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> list;
    size_t begin = 0;
    while ((begin = text.find_first_not_of(' ', begin)) != std::string_view::npos) {
        const size_t end = std::min(text.find(' ', begin), text.size());
        list.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return list;
}

/// "GROUPS: RESOURCES [NAMES] = VERBS" or "url: PATHS = VERBS".
PolicyRule parseRule(std::string_view line)
{
    const size_t colon = line.find(": ");
    const size_t equals = line.rfind(" = ");
    assert(colon != std::string_view::npos && equals != std::string_view::npos);
    PolicyRule rule;
    rule.verbs = words(line.substr(equals + 3));
    std::string_view what = line.substr(colon + 2, equals - colon - 2);
    const auto groups = words(line.substr(0, colon));
    if (groups.front() == "url") {
        rule.nonResourceUrls = words(what);
        return rule;
    }
    for (const std::string& group : groups)
        rule.apiGroups.push_back(group == "core" ? std::string() : group);
    if (const size_t bracket = what.find('['); bracket != std::string_view::npos) {
        rule.resourceNames = words(what.substr(bracket + 1, what.find(']') - bracket - 1));
        what = what.substr(0, bracket);
    }
    rule.resources = words(what);
    return rule;
}

data::Value parseSubject(std::string_view line)
{
    const auto parts = words(line);
    if (parts[0] == "serviceaccount")
        return data::Object{{"kind", "ServiceAccount"}, {"name", parts[2]}, {"namespace", parts[1]}};
    return data::Object{{"kind", parts[0] == "user" ? "User" : "Group"}, {"apiGroup", rbacGroup}, {"name", parts[1]}};
}

/// A heading without the words behind the name.
DefaultRbacObject startObject(const std::vector<std::string>& parts)
{
    static const std::map<std::string_view, std::pair<std::string_view, std::string_view>> kinds = {
        {"clusterrole", {"clusterroles", "ClusterRole"}},
        {"role", {"roles", "Role"}},
        {"clusterrolebinding", {"clusterrolebindings", "ClusterRoleBinding"}},
        {"rolebinding", {"rolebindings", "RoleBinding"}},
    };
    const auto [resource, kind] = kinds.at(parts[0]);
    const bool namespaced = !parts[0].starts_with("cluster");
    DefaultRbacObject object{resource, namespaced ? parts[1] : std::string(), parts[namespaced ? 2 : 1], {}};
    data::Object metadata{{"name", object.name},
                          {"labels", data::Object{{"kubernetes.io/bootstrapping", "rbac-defaults"}}},
                          {"annotations", data::Object{{autoupdate, "true"}}}};
    if (namespaced)
        metadata["namespace"] = object.nameSpace;
    object.object =
        data::Object{{"kind", kind}, {"apiVersion", "rbac.authorization.k8s.io/v1"}, {"metadata", std::move(metadata)}};
    return object;
}

DefaultRbacObject parseHeading(std::string_view line)
{
    const auto parts = words(line);
    DefaultRbacObject object = startObject(parts);
    data::Object& body = object.object.as_object();
    if (parts[0].ends_with("binding")) {
        const std::string& role = parts.back();
        const bool clusterRole = parts[parts.size() - 2] == "clusterrole";
        body["roleRef"] =
            data::Object{{"apiGroup", rbacGroup}, {"kind", clusterRole ? "ClusterRole" : "Role"}, {"name", role}};
        return object;
    }
    body["rules"] = data::Array();
    for (const std::string& word : parts) {
        const std::string_view view = word;
        if (view.starts_with("joins="))
            data::ensureObject(object.object, {"metadata", "labels"})[std::string(aggregationLabel) + word.substr(6)] =
                "true";
        if (view.starts_with("collects=")) {
            data::Object labels{{std::string(aggregationLabel) + word.substr(9), "true"}};
            data::Array selectors = {data::Object{{"matchLabels", std::move(labels)}}};
            body["aggregationRule"] = data::Object{{"clusterRoleSelectors", std::move(selectors)}};
        }
    }
    return object;
}

void addLine(DefaultRbacObject& object, std::string_view line)
{
    data::Object& body = object.object.as_object();
    if (auto* rules = body.if_contains("rules")) {
        rules->as_array().push_back(toValue(parseRule(line)));
        return;
    }
    auto& subjects = body["subjects"];
    if (!subjects.is_array())
        subjects = data::Array();
    subjects.as_array().push_back(parseSubject(line));
}

Role roleOf(const DefaultRbacObject& object)
{
    return readRole(data::Document::from(object.object)->root());
}

/// Fills in the rules of the roles that collect others, as a running cluster shows them.
void fillCollected(std::vector<DefaultRbacObject>& objects)
{
    std::map<std::string, std::shared_ptr<const Role>, std::less<>> roles;
    for (const DefaultRbacObject& object : objects) {
        if (object.resource == "clusterroles")
            roles[object.name] = std::make_shared<const Role>(roleOf(object));
    }
    for (DefaultRbacObject& object : objects) {
        data::Object& body = object.object.as_object();
        if (!body.contains("aggregationRule"))
            continue;
        data::Array rules;
        for (const PolicyRule& rule : collectRules(*roles.at(object.name), roles))
            rules.push_back(toValue(rule));
        body["rules"] = std::move(rules);
    }
}

/// Adds to `list` what of `wanted` it has not. True when something was missing.
bool addMissing(data::Value& list, const data::Value& wanted)
{
    if (!list.is_array())
        list = data::Array();
    bool changed = false;
    for (const data::Value& item : wanted.as_array()) {
        data::Array& items = list.as_array();
        if (std::any_of(items.begin(), items.end(), [&](const data::Value& other) { return data::equal(other, item); }))
            continue;
        items.push_back(item);
        changed = true;
    }
    return changed;
}

bool addMissingKeys(data::Value& object, std::string_view field, const data::Value& wanted)
{
    bool changed = false;
    data::Object& present = data::ensureObject(object, {"metadata", field});
    for (const auto& pair : wanted.as_object()) {
        if (!present.contains(pair.key())) {
            present[pair.key()] = pair.value();
            changed = true;
        }
    }
    return changed;
}

} // namespace

std::vector<DefaultRbacObject> defaultRbacObjects()
{
    std::vector<DefaultRbacObject> objects;
    std::string_view text = defaultRolesText;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#'))
            continue;
        if (line.starts_with(' '))
            addLine(objects.back(), line);
        else
            objects.push_back(parseHeading(line));
    }
    fillCollected(objects);
    return objects;
}

const std::vector<PolicyRule>& nodeRules()
{
    static const std::vector<PolicyRule> rules = [] {
        const auto objects = defaultRbacObjects();
        const auto found = std::find_if(objects.begin(), objects.end(), [](const DefaultRbacObject& object) {
            return object.resource == "clusterroles" && object.name == "system:node";
        });
        assert(found != objects.end());
        return roleOf(*found).rules;
    }();
    return rules;
}

std::optional<data::Value> reconcileDefault(const data::Value& stored, const DefaultRbacObject& wanted)
{
    if (data::stringAt(stored, {"metadata", "annotations", autoupdate}) == "false")
        return std::nullopt;
    const data::Object& target = wanted.object.as_object();
    data::Value next = stored;
    bool changed = false;
    if (const auto* roleRef = target.if_contains("roleRef")) {
        const auto* present = data::find(stored, {"roleRef"});
        if (!present || !data::equal(*present, *roleRef))
            return std::nullopt;
        if (const auto* subjects = target.if_contains("subjects"))
            changed = addMissing(next.as_object()["subjects"], *subjects);
    } else if (!target.contains("aggregationRule")) {
        // An aggregated role's rules are made from others.
        const auto document = data::Document::from(data::Object{{"rules", next.as_object()["rules"]}});
        const auto held = readRules(document->root()["rules"]);
        const auto wantedDocument = data::Document::from(wanted.object);
        for (const PolicyRule& rule : missingRules(held, readRules(wantedDocument->root()["rules"])))
            changed = addMissing(next.as_object()["rules"], data::Array{toValue(rule)}) || changed;
    }
    for (const std::string_view field : {"labels", "annotations"})
        changed = addMissingKeys(next, field, *data::find(wanted.object, {"metadata", field})) || changed;
    return changed ? std::optional(std::move(next)) : std::nullopt;
}

} // namespace skiff::apiserver::auth
