#include "cluster/apiserver/auth/policy_rule.h"

#include "cluster/apiserver/auth/authorizer.h"

#include <algorithm>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool containsOrAll(const std::vector<std::string>& list, std::string_view value)
{
    return contains(list, "*") || contains(list, value);
}

/// `pattern` is a rule's resource, `resource`/`subresource` a request's.
bool resourceMatches(std::string_view pattern, std::string_view resource, std::string_view subresource)
{
    if (pattern == "*")
        return true;
    if (subresource.empty())
        return pattern == resource;
    const size_t slash = pattern.find('/');
    if (slash == std::string_view::npos || pattern.substr(slash + 1) != subresource)
        return false;
    return pattern.substr(0, slash) == "*" || pattern.substr(0, slash) == resource;
}

bool urlMatches(std::string_view pattern, std::string_view path)
{
    if (pattern == "*" || pattern == path)
        return true;
    return pattern.ends_with('*') && path.starts_with(pattern.substr(0, pattern.find_last_not_of('*') + 1));
}

bool covers(const PolicyRule& held, const PolicyRule& single)
{
    if (!containsOrAll(held.verbs, single.verbs[0]))
        return false;
    if (!single.nonResourceUrls.empty()) {
        return std::any_of(held.nonResourceUrls.begin(), held.nonResourceUrls.end(),
                           [&](const std::string& pattern) { return urlMatches(pattern, single.nonResourceUrls[0]); });
    }
    const std::string_view whole = single.resources[0];
    const size_t slash = whole.find('/');
    const std::string_view resource = whole.substr(0, slash);
    const std::string_view subresource = slash == std::string_view::npos ? std::string_view() : whole.substr(slash + 1);
    const bool named = held.resourceNames.empty() ||
                       (!single.resourceNames.empty() && contains(held.resourceNames, single.resourceNames[0]));
    return named && containsOrAll(held.apiGroups, single.apiGroups[0]) &&
           std::any_of(held.resources.begin(), held.resources.end(),
                       [&](const std::string& pattern) { return resourceMatches(pattern, resource, subresource); });
}

/// The rule's parts, each with one verb on one resource (of one name), or on one path.
std::vector<PolicyRule> parts(const PolicyRule& rule)
{
    std::vector<PolicyRule> singles;
    const std::vector<std::string> anyName = {""};
    for (const std::string& group : rule.apiGroups) {
        for (const std::string& resource : rule.resources) {
            for (const std::string& name : rule.resourceNames.empty() ? anyName : rule.resourceNames) {
                for (const std::string& verb : rule.verbs) {
                    PolicyRule single{{verb}, {group}, {resource}, {}, {}};
                    if (!rule.resourceNames.empty())
                        single.resourceNames = {name};
                    singles.push_back(std::move(single));
                }
            }
        }
    }
    for (const std::string& url : rule.nonResourceUrls) {
        for (const std::string& verb : rule.verbs)
            singles.push_back({{verb}, {}, {}, {}, {url}});
    }
    return singles;
}

bool sameButVerbs(const PolicyRule& a, const PolicyRule& b)
{
    return a.apiGroups == b.apiGroups && a.resources == b.resources && a.resourceNames == b.resourceNames &&
           a.nonResourceUrls == b.nonResourceUrls;
}

} // namespace

void RuleSet::add(PolicyRule rule)
{
    if (std::find(rules.begin(), rules.end(), rule) == rules.end())
        rules.push_back(std::move(rule));
}

bool allows(const PolicyRule& rule, const Attributes& attributes)
{
    if (!containsOrAll(rule.verbs, attributes.verb))
        return false;
    if (!attributes.resourceRequest) {
        return std::any_of(rule.nonResourceUrls.begin(), rule.nonResourceUrls.end(),
                           [&](const std::string& pattern) { return urlMatches(pattern, attributes.path); });
    }
    return containsOrAll(rule.apiGroups, attributes.apiGroup) &&
           (rule.resourceNames.empty() || contains(rule.resourceNames, attributes.name)) &&
           std::any_of(rule.resources.begin(), rule.resources.end(), [&](const std::string& pattern) {
               return resourceMatches(pattern, attributes.resource, attributes.subresource);
           });
}

std::vector<PolicyRule> missingRules(const std::vector<PolicyRule>& held, const std::vector<PolicyRule>& wanted)
{
    std::vector<PolicyRule> missing;
    for (const PolicyRule& rule : wanted) {
        for (PolicyRule& single : parts(rule)) {
            if (std::any_of(held.begin(), held.end(), [&](const PolicyRule& one) { return covers(one, single); }))
                continue;
            const auto same = std::find_if(missing.begin(), missing.end(),
                                           [&](const PolicyRule& other) { return sameButVerbs(other, single); });
            if (same == missing.end())
                missing.push_back(std::move(single));
            else if (!contains(same->verbs, single.verbs[0]))
                same->verbs.push_back(std::move(single.verbs[0]));
        }
    }
    return missing;
}

std::string describeRule(const PolicyRule& rule)
{
    std::string text = "{";
    const auto add = [&](std::string_view name, const std::vector<std::string>& values) {
        if (values.empty())
            return;
        text += fmt::format("{}{}:[", text.size() > 1 ? ", " : "", name);
        for (size_t i = 0; i < values.size(); ++i)
            text += fmt::format("{}\"{}\"", i ? " " : "", values[i]);
        text += ']';
    };
    add("APIGroups", rule.apiGroups);
    add("Resources", rule.resources);
    add("NonResourceURLs", rule.nonResourceUrls);
    add("ResourceNames", rule.resourceNames);
    add("Verbs", rule.verbs);
    return text + '}';
}

} // namespace skiff::apiserver::auth
