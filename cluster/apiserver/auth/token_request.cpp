#include "cluster/apiserver/auth/token_request.h"

#include "cluster/apiserver/auth/reviews.h"

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

constexpr int64_t defaultSeconds = 3600;
constexpr int64_t leastSeconds = 600;
constexpr int64_t mostSeconds = int64_t(1) << 32;

Refusal notFound(std::string_view plural, std::string_view name)
{
    return {
        404, "NotFound", fmt::format("{} \"{}\" not found", plural, name), std::string(name), {}, std::string(plural),
        {}};
}

Refusal otherUid(std::string_view kind, std::string_view name, std::string_view asked, std::string_view present)
{
    return {
        409,
        "Conflict",
        fmt::format(
            "Operation cannot be fulfilled on {} \"{}\": the UID in the bound object reference ({}) does not match the "
            "UID in record. The object might have been deleted and then recreated",
            kind, name, asked, present),
        std::string(name),
        {},
        std::string(kind),
        {}};
}

std::optional<Refusal> checkLifetime(int64_t seconds)
{
    const auto invalid = [&](const char* why) {
        return Refusal::invalid(
            "TokenRequest", "authentication.k8s.io",
            {"FieldValueInvalid", fmt::format("Invalid value: {}: {}", seconds, why), "spec.expirationSeconds"});
    };
    if (seconds < leastSeconds)
        return invalid("may not specify a duration less than 10 minutes");
    if (seconds > mostSeconds)
        return invalid("may not specify a duration larger than 2^32 seconds");
    return std::nullopt;
}

std::vector<std::string> stringsAt(const data::Value& value, std::initializer_list<std::string_view> path)
{
    std::vector<std::string> list;
    if (const data::Value* found = data::find(value, path); found && found->is_array()) {
        for (const data::Value& item : found->as_array()) {
            if (item.is_string())
                list.emplace_back(item.as_string());
        }
    }
    return list;
}

/// Binds `claims` to the object that `reference` names.
std::optional<Refusal> bind(TokenClaims& claims, const TokenLookup& lookup, const data::Value& reference)
{
    const std::string kind(data::stringAt(reference, {"kind"}));
    const std::string name(data::stringAt(reference, {"name"}));
    const std::string asked(data::stringAt(reference, {"uid"}));
    std::optional<std::string> uid;
    TokenReference* target = nullptr;
    if (data::stringAt(reference, {"apiVersion"}) == "v1" && kind == "Pod") {
        const auto pod = lookup.pod(claims.nameSpace, name);
        if (pod && pod->serviceAccount != claims.serviceAccount.name)
            return Refusal::badRequest(
                fmt::format("cannot bind token for serviceaccount \"{}\" to pod running with different "
                            "serviceaccount name.",
                            claims.serviceAccount.name));
        if (pod && !pod->node.empty())
            claims.node = {pod->node, lookup.nodeUid(pod->node).value_or("")};
        uid = pod ? std::optional(pod->uid) : std::nullopt;
        target = &claims.pod;
    } else if (data::stringAt(reference, {"apiVersion"}) == "v1" && kind == "Secret") {
        uid = lookup.secretUid(claims.nameSpace, name);
        target = &claims.secret;
    } else if (data::stringAt(reference, {"apiVersion"}) == "v1" && kind == "Node") {
        uid = lookup.nodeUid(name);
        target = &claims.node;
    } else {
        return Refusal::badRequest(fmt::format("cannot bind token to object of type {}, Kind={}",
                                               data::stringAt(reference, {"apiVersion"}), kind));
    }
    if (!uid)
        return notFound(kind == "Pod" ? "pods" : kind == "Secret" ? "secrets" : "nodes", name);
    if (!asked.empty() && asked != *uid)
        return otherUid(kind, name, asked, *uid);
    *target = {name, *uid};
    return std::nullopt;
}

/// A node may ask only for the pods it runs.
std::optional<Refusal> checkNode(const User& user, const TokenClaims& claims, std::string_view name)
{
    const std::string_view node = user.nodeName();
    if (node.empty() || (claims.pod && claims.node.name == node))
        return std::nullopt;
    const std::string why = !claims.pod ? "node requested token not bound to a pod"
                                        : "node requested token bound to a pod scheduled on a different node";
    return Refusal{403,
                   "Forbidden",
                   fmt::format("serviceaccounts \"{}\" is forbidden: {}", name, why),
                   std::string(name),
                   {},
                   "serviceaccounts",
                   {}};
}

} // namespace

Reviewed requestToken(const ServiceAccountTokens& tokens, const User& user, std::string_view nameSpace,
                      std::string_view name, data::Value request)
{
    const auto uid = tokens.lookup().serviceAccountUid(nameSpace, name);
    if (!uid)
        return notFound("serviceaccounts", name);
    const int64_t seconds = data::intAt(request, {"spec", "expirationSeconds"}, defaultSeconds);
    if (auto refusal = checkLifetime(seconds))
        return std::move(*refusal);

    TokenClaims claims{.nameSpace = std::string(nameSpace), .serviceAccount = {std::string(name), *uid}};
    claims.audiences = stringsAt(request, {"spec", "audiences"});
    if (claims.audiences.empty())
        claims.audiences = {tokens.issuer()};
    const data::Array audiences(claims.audiences.begin(), claims.audiences.end());
    const data::Value* reference = data::find(request, {"spec", "boundObjectRef"});
    if (reference && reference->is_object()) {
        if (auto refusal = bind(claims, tokens.lookup(), *reference))
            return std::move(*refusal);
    }
    if (auto refusal = checkNode(user, claims, name))
        return std::move(*refusal);

    const auto issued = tokens.issue(std::move(claims), std::chrono::seconds(seconds));
    if (!issued.ok())
        return Refusal{500, "InternalError", "Internal error occurred: " + issued.error().message, {}, {}, {}, {}};
    data::Object& spec = data::ensureObject(request, {"spec"});
    spec["audiences"] = audiences;
    spec["expirationSeconds"] = seconds;
    if (!reference)
        spec["boundObjectRef"] = nullptr;
    data::Object& metadata = data::ensureObject(request, {"metadata"});
    metadata["name"] = name;
    metadata["namespace"] = nameSpace;
    request.as_object()["status"] =
        data::Object{{"token", issued->token}, {"expirationTimestamp", formatTime(issued->expires)}};
    return request;
}

Reviewed reviewToken(const ServiceAccountTokens& tokens, data::Value review)
{
    const std::string token(data::stringAt(review, {"spec", "token"}));
    if (token.empty())
        return Refusal::badRequest("token is required for TokenReview in authentication");
    const auto verified = tokens.verify(token, stringsAt(review, {"spec", "audiences"}));
    data::Object status;
    if (verified.ok() && *verified) {
        status["authenticated"] = true;
        status["user"] = userInfo(*(*verified)->user);
        status["audiences"] = data::Array((*verified)->audiences.begin(), (*verified)->audiences.end());
    } else {
        status["user"] = data::Object();
        status["error"] =
            verified.ok() ? "invalid bearer token" : "[invalid bearer token, " + verified.error().message + "]";
    }
    review.as_object()["status"] = std::move(status);
    return review;
}

} // namespace skiff::apiserver::auth
