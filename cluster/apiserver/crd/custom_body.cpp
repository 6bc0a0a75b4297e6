#include "cluster/apiserver/crd/custom_body.h"

#include "cluster/api/custom/custom_kind.h"
#include "cluster/api/custom/shape.h"
#include "cluster/data/document.h"
#include "cluster/data/yaml/yaml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace skiff::apiserver {

namespace {

constexpr std::string_view acceptedTypes = "application/json, application/yaml";

/// What all custom objects have alike; the rest is copied as it is.
const data::ObjectType& headType()
{
    static const data::Field fields[] = {
        {.name = "apiVersion", .type = {data::TypeKind::String}},
        {.name = "kind", .type = {data::TypeKind::String}},
        {.name = "metadata", .type = {data::TypeKind::Object, api::findType("meta.v1.ObjectMeta")}},
    };
    static const data::ObjectType type{.name = "meta.v1.CustomObject", .fields = fields, .preserveUnknown = true};
    return type;
}

/// Names the keys that objects below `node` have twice; those of metadata and of the root were found before.
void findDuplicates(data::Node node, const std::string& path, std::vector<std::string>& findings)
{
    std::set<std::string_view> keys;
    size_t index = 0;
    const auto last = node.end();
    for (auto it = node.begin(); !(it == last); ++it, ++index) {
        const std::string at = node.isArray() ? fmt::format("{}[{}]", path, index)
                                              : fmt::format("{}{}{}", path, path.empty() ? "" : ".", it.key());
        if (node.isObject() && !keys.insert(it.key()).second && !path.empty())
            findings.push_back(fmt::format("duplicate field \"{}\"", at));
        const data::Node below = *it;
        if ((below.isObject() || below.isArray()) && at != "metadata")
            findDuplicates(below, at, findings);
    }
}

StatusError missing(const ExpectedKind& expected, std::string_view what, std::string_view body)
{
    constexpr size_t shown = 30;
    return badRequest(
        fmt::format("the object provided is unrecognized (must be of type {}): Object '{}' is missing in '{}' ({}{})",
                    expected.kind, what, body, body.substr(0, shown), body.size() > shown ? " ..." : ""));
}

Checked checkHead(const ExpectedKind& expected, std::string_view kind, std::string_view apiVersion,
                  std::string_view body)
{
    if (kind.empty())
        return missing(expected, "Kind", body);
    if (apiVersion.empty())
        return missing(expected, "apiVersion", body);
    if (apiVersion != expected.apiVersion())
        return badRequest(fmt::format("the API version in the data ({}) does not match the expected API version ({})",
                                      apiVersion, expected.apiVersion()));
    if (kind != expected.kind)
        return badRequest(
            fmt::format("{0} in version \"{1}\" cannot be handled as a {2}: the kind in the data ({0}) does not "
                        "match the expected kind ({2})",
                        kind, expected.version, expected.kind));
    return Done{};
}

Outcome<data::Value> finish(Result<data::Decoded> decoded, std::vector<std::string> findings,
                            const ExpectedKind& expected, FieldValidation validation,
                            std::vector<std::string>& warnings)
{
    const auto refuse = [&](std::string_view why) {
        return badRequest(fmt::format("{} in version \"{}\" cannot be handled as a {}: {}", expected.kind,
                                      expected.version, expected.kind, why));
    };
    if (!decoded.ok())
        return refuse(decoded.error().message);
    data::Value object = std::move(decoded->value);
    const api::custom::Version& version = *api::custom::versionOf(*expected.resource);
    const bool reports = validation != FieldValidation::Ignore;
    findings.insert(findings.begin(), decoded->warnings.begin(), decoded->warnings.end());
    std::vector<std::string> dropped;
    api::custom::prune(object, version.schema, true, reports ? &dropped : nullptr);
    for (const std::string& path : dropped)
        findings.push_back(fmt::format("unknown field \"{}\"", path));
    if (validation == FieldValidation::Strict && !findings.empty())
        return refuse(fmt::format("strict decoding error: {}", fmt::join(findings, ", ")));
    if (reports)
        warnings.insert(warnings.end(), findings.begin(), findings.end());
    if (version.hasDefaults)
        api::custom::fillDefaults(object, version.schema);
    return object;
}

} // namespace

Outcome<data::Value> readCustomBody(const net::Request& request, const ExpectedKind& expected,
                                    FieldValidation validation, std::vector<std::string>& warnings)
{
    std::string_view type = request.headers.get("Content-Type");
    type = type.substr(0, type.find(';'));
    if (type == "application/yaml" || type == "text/yaml") {
        auto document = data::parseYamlDocument(request.body);
        if (!document.ok())
            return badRequest(document.error().message);
        SKIFF_TRY(checkHead(expected, data::stringAt(*document, {"kind"}), data::stringAt(*document, {"apiVersion"}),
                            request.body));
        return readCustom(*document, expected, validation, warnings);
    }
    if (!type.empty() && type != "application/json")
        return unsupportedBody(acceptedTypes);
    const auto document = data::Document::parse(std::string(request.body));
    if (!document.ok() || !(*document)->root().isObject())
        return badRequest(fmt::format(
            "the object provided is unrecognized (must be of type {}): couldn't get version/kind; json parse error: {}",
            expected.kind, document.ok() ? "the body is no object" : document.error().message));
    const data::Node root = (*document)->root();
    SKIFF_TRY(checkHead(expected, root["kind"].asString(), root["apiVersion"].asString(), request.body));
    std::vector<std::string> duplicates;
    if (validation != FieldValidation::Ignore)
        findDuplicates(root, {}, duplicates);
    const FieldValidation reading = validation == FieldValidation::Strict ? FieldValidation::Warn : validation;
    return finish(data::decodeObject(root, headType(), {reading, true, data::makeArena(request.body.size())}),
                  std::move(duplicates), expected, validation, warnings);
}

Outcome<data::Value> readCustom(const data::Value& document, const ExpectedKind& expected, FieldValidation validation,
                                std::vector<std::string>& warnings)
{
    if (!document.is_object())
        return badRequest(fmt::format("the object provided is unrecognized (must be of type {})", expected.kind));
    SKIFF_TRY(checkHead(expected, data::stringAt(document, {"kind"}), data::stringAt(document, {"apiVersion"}),
                        data::toJson(document)));
    const FieldValidation reading = validation == FieldValidation::Strict ? FieldValidation::Warn : validation;
    return finish(data::decodeObject(document, headType(), {reading, true, document.storage()}), {}, expected,
                  validation, warnings);
}

} // namespace skiff::apiserver
