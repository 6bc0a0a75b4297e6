#include "cluster/apiserver/handlers/object_body.h"

#include "cluster/api/custom/custom_kind.h"
#include "cluster/api/defaults.h"
#include "cluster/apiserver/crd/custom_body.h"
#include "cluster/data/document.h"
#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/message.h"
#include "cluster/data/yaml/yaml.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view acceptedTypes = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

std::string_view mediaType(const net::Request& request)
{
    std::string_view type = request.headers.get("Content-Type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return type;
}

StatusError unrecognized(const ExpectedKind& expected, std::string_view why, std::string_view body)
{
    constexpr size_t shown = 32;
    return badRequest(fmt::format("the object provided is unrecognized (must be of type {}): couldn't get version/kind; "
                                  "json parse error: {} ({}{})",
                                  expected.kind, why, body.substr(0, shown), body.size() > shown ? " ..." : ""));
}

StatusError cannotHandle(const ExpectedKind& expected, std::string_view kind, std::string_view version, std::string_view why)
{
    return badRequest(fmt::format("{} in version \"{}\" cannot be handled as a {}: {}", kind, version, expected.kind, why));
}

StatusError cannotHandle(const ExpectedKind& expected, std::string_view why)
{
    return cannotHandle(expected, expected.kind, expected.version, why);
}

std::string_view versionOf(std::string_view apiVersion)
{
    const size_t slash = apiVersion.find('/');
    return slash == std::string_view::npos ? apiVersion : apiVersion.substr(slash + 1);
}

/// Evictions are sent with a version that is gone; they mean the same.
bool isOldEviction(const ExpectedKind& expected, std::string_view apiVersion)
{
    return expected.kind == "Eviction" && apiVersion == "policy/v1beta1";
}

/// kind and apiVersion must be the expected ones, or absent.
Checked checkKind(const ExpectedKind& expected, std::string_view kind, std::string_view apiVersion)
{
    if (!kind.empty() && kind != expected.kind)
        return cannotHandle(expected, kind, apiVersion.empty() ? expected.version : versionOf(apiVersion),
                            fmt::format("converting (v1.{}) to ({}.{}): unknown conversion", kind,
                                        expected.group.empty() ? "core" : expected.group.substr(0, expected.group.find('.')),
                                        expected.kind));
    if (!apiVersion.empty() && apiVersion != expected.apiVersion() && !isOldEviction(expected, apiVersion))
        return cannotHandle(expected, fmt::format("no kind \"{}\" is registered for version \"{}\" in this server's schema",
                                                  expected.kind, apiVersion));
    return Done{};
}

/// `decoded` with the members that `kept` has, in the order of `kept`; what is null there is decoded.
data::Value withKept(data::Value decoded, data::Object kept)
{
    data::Object& read = decoded.as_object();
    data::Object all(decoded.storage());
    all.reserve(read.size() + kept.size());
    for (auto& member : kept) {
        if (!member.value().is_null())
            all.emplace(member.key(), std::move(member.value()));
        else if (auto* found = read.if_contains(member.key()))
            all.emplace(member.key(), std::move(*found));
    }
    for (auto& member : read)
        all.emplace(member.key(), std::move(member.value())); // those that are there already stay
    return all;
}

Outcome<data::Value> finish(Result<data::Decoded> decoded, const ExpectedKind& expected, std::vector<std::string>& warnings,
                            data::Object kept = {})
{
    if (!decoded.ok())
        return cannotHandle(expected, decoded.error().message);
    warnings.insert(warnings.end(), decoded->warnings.begin(), decoded->warnings.end());
    data::Value value = kept.empty() ? std::move(decoded->value) : withKept(std::move(decoded->value), std::move(kept));
    value.as_object()["kind"] = expected.kind;
    value.as_object()["apiVersion"] = expected.apiVersion();
    if (expected.resource)
        api::applyDefaults(*expected.resource, value);
    return value;
}

Outcome<data::Value> readJsonBody(std::string_view body, const ExpectedKind& expected, FieldValidation validation,
                                  std::vector<std::string>& warnings)
{
    const auto document = data::Document::parse(std::string(body));
    if (!document.ok())
        return unrecognized(expected, document.error().message, body);
    const data::Node root = (*document)->root();
    if (!root.isObject())
        return unrecognized(expected, "the body is no object", body);
    SKIFF_TRY(checkKind(expected, root["kind"].asString(), root["apiVersion"].asString()));
    return finish(data::decodeObject(root, *expected.type, {validation, true, data::makeArena(body.size())}), expected, warnings);
}

Outcome<data::Value> readProtobufBody(std::string_view body, const ExpectedKind& expected, std::vector<std::string>& warnings)
{
    const auto envelope = data::openEnvelope(body);
    if (!envelope.ok())
        return unrecognized(expected, envelope.error().message, {});
    SKIFF_TRY(checkKind(expected, envelope->kind, envelope->apiVersion));
    const auto message = data::decodeMessage(envelope->raw, *expected.type);
    if (!message.ok())
        return cannotHandle(expected, message.error().message);
    return finish(data::decodeObject(*message, *expected.type, {FieldValidation::Ignore, true, data::makeArena(body.size())}), expected, warnings);
}

/// CustomResourceDefinitions are served as JSON only: their schemas have unions that our tables do not have.
bool hasProtobuf(const data::ObjectType& type)
{
    const data::Field* metadata = type.find("metadata");
    return !metadata || metadata->protoNumber != 0;
}

bool isCustom(const ExpectedKind& expected)
{
    return expected.resource && api::custom::versionOf(*expected.resource);
}

} // namespace

std::string ExpectedKind::apiVersion() const
{
    return group.empty() ? std::string(version) : fmt::format("{}/{}", group, version);
}

ExpectedKind ExpectedKind::of(const api::Resource& resource)
{
    return {resource.group, resource.version, resource.kind, resource.type, &resource};
}

ExpectedKind ExpectedKind::of(const api::Resource& resource, const api::Subresource* subresource)
{
    if (!subresource || !subresource->type)
        return of(resource);
    return {subresource->group, subresource->version, subresource->kind, subresource->type};
}

Outcome<data::Value> readObjectBody(const net::Request& request, const ExpectedKind& expected, FieldValidation validation,
                                    std::vector<std::string>& warnings)
{
    if (isCustom(expected))
        return readCustomBody(request, expected, validation, warnings);
    const std::string_view type = mediaType(request);
    if (type.empty() || type == "application/json")
        return readJsonBody(request.body, expected, validation, warnings);
    if (type == "application/vnd.kubernetes.protobuf" && hasProtobuf(*expected.type))
        return readProtobufBody(request.body, expected, warnings);
    if (type != "application/yaml" && type != "text/yaml")
        return unsupportedBody(acceptedTypes);
    auto document = data::parseYamlDocument(request.body);
    if (!document.ok())
        return badRequest(document.error().message);
    return readObject(std::move(document).value(), expected, validation, warnings);
}

Outcome<data::Value> readObject(data::Value document, const ExpectedKind& expected, FieldValidation validation,
                                std::vector<std::string>& warnings)
{
    if (isCustom(expected))
        return readCustom(document, expected, validation, warnings);
    if (!document.is_object())
        return badRequest(fmt::format("the object provided is unrecognized (must be of type {})", expected.kind));
    SKIFF_TRY(checkKind(expected, data::stringAt(document, {"kind"}), data::stringAt(document, {"apiVersion"})));
    return finish(data::decodeObject(document, *expected.type, {validation, true, document.storage()}), expected, warnings);
}

Outcome<data::Value> readChanged(data::Value document, const ExpectedKind& expected, FieldValidation validation,
                                 std::vector<std::string>& warnings,
                                 const std::function<bool(std::string_view)>& isAsStored)
{
    data::Object* members = document.if_object();
    if (!members || isCustom(expected))
        return readObject(std::move(document), expected, validation, warnings);
    SKIFF_TRY(checkKind(expected, data::stringAt(document, {"kind"}), data::stringAt(document, {"apiVersion"})));
    data::Object kept(document.storage());
    for (auto& member : *members) {
        const std::string_view key = member.key();
        const bool isHead = key == "kind" || key == "apiVersion" || key == "metadata";
        data::Value& place = kept.emplace(key, nullptr).first->value();
        if (!isHead && expected.type->find(key) && isAsStored(key))
            std::swap(place, member.value());
    }
    return finish(data::decodeObject(document, *expected.type, {validation, true, document.storage()}), expected, warnings,
                  std::move(kept));
}

Outcome<data::Value> readOptionsBody(const net::Request& request, const ExpectedKind& expected)
{
    const std::string_view type = mediaType(request);
    if (type != "application/vnd.kubernetes.protobuf") {
        if (!type.empty() && type != "application/json" && type != "application/yaml")
            return unsupportedBody(acceptedTypes);
        return readPlainBody(request.body);
    }
    const auto envelope = data::openEnvelope(request.body);
    if (!envelope.ok())
        return unrecognized(expected, envelope.error().message, {});
    auto message = data::decodeMessage(envelope->raw, *expected.type);
    if (!message.ok())
        return cannotHandle(expected, message.error().message);
    return std::move(message).value();
}

Outcome<data::Value> readPlainBody(std::string_view body)
{
    auto value = data::parseJson(body);
    if (value.ok())
        return std::move(value).value();
    auto yaml = data::parseYamlDocument(body);
    if (!yaml.ok())
        return badRequest(fmt::format("error decoding patch: {}", value.error().message));
    return std::move(yaml).value();
}

} // namespace skiff::apiserver
