#include "cluster/apiserver/auth/reviews.h"

#include "cluster/apiserver/auth/rbac_objects.h"

#include <optional>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

constexpr const char* authorizationGroup = "authorization.k8s.io";

Refusal invalidField(const char* kind, const char* field, std::string_view value, std::string_view why)
{
    return Refusal::invalid(kind, authorizationGroup,
                            {"FieldValueInvalid", fmt::format("Invalid value: \"{}\": {}", value, why), field});
}

/// What spec asks about; views into `spec`.
Attributes attributesOf(const data::Value& spec)
{
    Attributes attributes;
    if (const data::Value* path = data::find(spec, {"nonResourceAttributes"}); path && path->is_object()) {
        attributes.resourceRequest = false;
        attributes.path = data::stringAt(*path, {"path"});
        attributes.verb = data::stringAt(*path, {"verb"});
        return attributes;
    }
    const auto field = [&](std::string_view name) {
        return data::stringAt(spec, {"resourceAttributes", name});
    };
    attributes.verb = field("verb");
    attributes.apiGroup = field("group");
    attributes.apiVersion = field("version");
    attributes.resource = field("resource");
    attributes.subresource = field("subresource");
    attributes.nameSpace = field("namespace");
    attributes.name = field("name");
    attributes.fieldSelector = data::stringAt(spec, {"resourceAttributes", "fieldSelector", "rawSelector"});
    return attributes;
}

std::vector<std::string> strings(const data::Value* list)
{
    std::vector<std::string> values;
    if (!list || !list->is_array())
        return values;
    for (const data::Value& value : list->as_array()) {
        if (value.is_string())
            values.emplace_back(value.as_string());
    }
    return values;
}

User userOf(const data::Value& spec)
{
    User user{std::string(data::stringAt(spec, {"user"})),
              std::string(data::stringAt(spec, {"uid"})),
              strings(data::find(spec, {"groups"})),
              {}};
    if (const data::Value* extra = data::find(spec, {"extra"}); extra && extra->is_object()) {
        for (const auto& pair : extra->as_object())
            user.extra[std::string(pair.key())] = strings(&pair.value());
    }
    return user;
}

std::optional<Refusal> checkAttributes(const char* kind, const data::Value& spec)
{
    const data::Value* resource = data::find(spec, {"resourceAttributes"});
    const data::Value* path = data::find(spec, {"nonResourceAttributes"});
    const bool hasResource = resource && resource->is_object();
    const bool hasPath = path && path->is_object();
    if (hasResource && hasPath)
        return invalidField(kind, "spec.nonResourceAttributes", data::toJson(*path),
                            "cannot be specified in combination with resourceAttributes");
    if (!hasResource && !hasPath)
        return invalidField(kind, "spec.resourceAttributes", "null",
                            "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    return std::nullopt;
}

const data::Value& specOf(data::Value& review)
{
    data::ensureObject(review, {"spec"});
    return *data::find(review, {"spec"});
}

data::Value answered(const Authorizer& authorizer, const User& user, data::Value review)
{
    const Verdict verdict = authorizer.authorize(user, attributesOf(specOf(review)));
    data::Object status{{"allowed", verdict.decision == Decision::Allow}};
    if (verdict.decision == Decision::Deny)
        status["denied"] = true;
    if (!verdict.reason.empty())
        status["reason"] = verdict.reason;
    review.as_object()["status"] = std::move(status);
    return review;
}

Reviewed reviewOthers(const Authorizer& authorizer, const char* kind, data::Value review)
{
    const data::Value& spec = specOf(review);
    if (auto refusal = checkAttributes(kind, spec))
        return std::move(*refusal);
    const User user = userOf(spec);
    if (user.name.empty() && user.groups.empty())
        return invalidField(kind, "spec.user", "", "at least one of user or group must be specified");
    return answered(authorizer, user, std::move(review));
}

data::Array toArray(const std::vector<std::string>& values)
{
    return data::Array(values.begin(), values.end());
}

} // namespace

Reviewed reviewSubjectAccess(const Authorizer& authorizer, data::Value review)
{
    return reviewOthers(authorizer, "SubjectAccessReview", std::move(review));
}

Reviewed reviewLocalSubjectAccess(const Authorizer& authorizer, std::string_view nameSpace, data::Value review)
{
    constexpr const char* kind = "LocalSubjectAccessReview";
    const data::Value& spec = specOf(review);
    if (const data::Value* path = data::find(spec, {"nonResourceAttributes"}); path && path->is_object())
        return invalidField(kind, "spec.nonResourceAttributes", data::toJson(*path),
                            "disallowed on this kind of request");
    const std::string_view asked = data::stringAt(spec, {"resourceAttributes", "namespace"});
    if (data::find(spec, {"resourceAttributes"}) && asked != nameSpace)
        return invalidField(kind, "spec.resourceAttributes.namespace", asked, "must match metadata.namespace");
    return reviewOthers(authorizer, kind, std::move(review));
}

Reviewed reviewSelfSubjectAccess(const Authorizer& authorizer, const User& user, data::Value review)
{
    if (auto refusal = checkAttributes("SelfSubjectAccessReview", specOf(review)))
        return std::move(*refusal);
    return answered(authorizer, user, std::move(review));
}

Reviewed reviewSelfSubjectRules(const Authorizer& authorizer, const User& user, data::Value review)
{
    const std::string nameSpace(data::stringAt(specOf(review), {"namespace"}));
    if (nameSpace.empty())
        return Refusal::badRequest("no namespace on request");
    RuleSet set = authorizer.rulesFor(user, nameSpace);
    data::Array resources;
    data::Array paths;
    for (const PolicyRule& rule : set.rules)
        (rule.nonResourceUrls.empty() ? resources : paths).push_back(toValue(rule));
    data::Object status{{"resourceRules", std::move(resources)},
                        {"nonResourceRules", std::move(paths)},
                        {"incomplete", set.incomplete}};
    if (!set.error.empty())
        status["evaluationError"] = set.error;
    review.as_object()["status"] = std::move(status);
    return review;
}

data::Value reviewSelfSubject(const User& user, data::Value review, WallTime now)
{
    data::ensureObject(review, {"metadata"})["creationTimestamp"] = formatTime(now);
    review.as_object()["status"] = data::Object{{"userInfo", userInfo(user)}};
    return review;
}

data::Value userInfo(const User& user)
{
    data::Object info;
    if (!user.name.empty())
        info["username"] = user.name;
    if (!user.uid.empty())
        info["uid"] = user.uid;
    if (!user.groups.empty())
        info["groups"] = toArray(user.groups);
    data::Object extra;
    for (const auto& [key, values] : user.extra)
        extra[key] = toArray(values);
    if (!extra.empty())
        info["extra"] = std::move(extra);
    return info;
}

} // namespace skiff::apiserver::auth
