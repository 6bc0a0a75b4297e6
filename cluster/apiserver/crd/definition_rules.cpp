#include "cluster/apiserver/crd/definition_rules.h"

#include "cluster/api/custom/json_path.h"
#include "cluster/api/custom/schema.h"
#include "cluster/api/custom/structure.h"
#include "cluster/apiserver/validation/field.h"
#include "cluster/apiserver/validation/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace skiff::apiserver {

namespace {

using validation::Field;

constexpr std::string_view approvalAnnotation = "api-approved.kubernetes.io";
constexpr size_t longestWarning = 256;
constexpr size_t mostSelectableFields = 8;

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return lower;
}

bool isEstablished(const data::Value& definition)
{
    const data::Value* conditions = data::find(definition, {"status", "conditions"});
    const data::Array* list = conditions ? conditions->if_array() : nullptr;
    return list && std::any_of(list->begin(), list->end(), [](const data::Value& each) {
               return data::stringAt(each, {"type"}) == "Established" && data::stringAt(each, {"status"}) == "True";
           });
}

void requireLabel(const Field& field)
{
    if (field.text().empty())
        field.required();
    else
        field.invalidForEach(validation::dns1035Label(field.text()));
}

/// A kind may have mixed case; otherwise it is like a label.
void requireKind(const Field& field)
{
    if (field.text().empty())
        return field.required();
    for (const std::string& each : validation::dns1035Label(lowerCase(field.text())))
        field.invalid("may have mixed case, but should otherwise match: " + each);
}

void checkNames(const Field& names)
{
    requireLabel(names["plural"]);
    requireLabel(names["singular"]);
    for (const char* list : {"shortNames", "categories"})
        for (const Field& each : names[list].elements())
            each.invalidForEach(validation::dns1035Label(each.text()));
    requireKind(names["kind"]);
    requireKind(names["listKind"]);
    if (!names["kind"].text().empty() && names["kind"].text() == names["listKind"].text())
        names["listKind"].invalid("kind and listKind may not be the same");
}

void checkGroup(const Field& root)
{
    const Field group = root["spec"]["group"];
    if (group.text().empty())
        return group.required();
    const auto complaints = validation::dnsSubdomain(group.text());
    group.invalidForEach(complaints);
    if (complaints.empty() && group.text().find('.') == std::string_view::npos)
        group.invalid("should be a domain with at least one dot");
    const auto builtin = api::builtinResources();
    if (std::any_of(builtin.begin(), builtin.end(),
                    [&](const api::Resource& each) { return each.group == group.text(); }))
        group.forbidden("this server has kinds of its own in the group");
}

bool isProtected(std::string_view group)
{
    return group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") ||
           group.ends_with(".kubernetes.io");
}

void checkApproval(const Field& root, Causes& causes)
{
    if (!isProtected(root["spec"]["group"].text()))
        return;
    const std::string place = fmt::format("metadata.annotations[{}]", approvalAnnotation);
    const Field annotation = root["metadata"]["annotations"].key(approvalAnnotation);
    const std::string_view text = annotation.text();
    if (text.empty())
        causes.push_back(requiredField(place, fmt::format("protected groups must have approval annotation {}, see "
                                                          "https://github.com/kubernetes/enhancements/pull/1111",
                                                          quoted(approvalAnnotation))));
    else if (!text.starts_with("unapproved") && text.find("://") == std::string_view::npos)
        causes.push_back(
            invalidField(place, quoted(text),
                         "protected groups must have approval annotation with either a URL or a reason starting with "
                         "\"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111"));
}

void checkPath(const Field& path, std::string_view below)
{
    if (path.text().empty())
        return path.required();
    const auto parsed = api::custom::JsonPath::parse(path.text());
    if (!parsed.ok())
        return path.invalid("is an invalid path: " + parsed.error().message);
    if (below.empty())
        return;
    if (parsed->fields().size() < 2 || parsed->fields().front() != below)
        path.invalid(fmt::format("should be a json path under .{}", below));
}

void checkColumn(const Field& column)
{
    if (column["name"].text().empty())
        column["name"].required();
    constexpr std::array<std::string_view, 5> types{"boolean", "date", "integer", "number", "string"};
    const std::string_view type = column["type"].text();
    if (type.empty())
        column["type"].required(fmt::format("must be one of {}", fmt::join(types, ",")));
    else if (std::find(types.begin(), types.end(), type) == types.end())
        column["type"].invalid(fmt::format("must be one of {}", fmt::join(types, ",")));
    constexpr std::array<std::string_view, 8> formats{"byte",  "date",  "date-time", "double",
                                                      "float", "int32", "int64",     "password"};
    const std::string_view format = column["format"].text();
    if (!format.empty() && std::find(formats.begin(), formats.end(), format) == formats.end())
        column["format"].invalid(fmt::format("must be one of {}", fmt::join(formats, ",")));
    checkPath(column["jsonPath"], {});
}

void checkSelectableFields(const Field& fields)
{
    if (fields.size() > mostSelectableFields)
        fields.tooMany(fields.size(), mostSelectableFields);
    std::set<std::string_view> seen;
    for (const Field& each : fields.elements()) {
        const Field path = each["jsonPath"];
        const auto parsed = api::custom::JsonPath::parse(path.text());
        if (path.text().empty())
            path.required();
        else if (!parsed.ok() || parsed->fields().empty())
            path.invalid("must be a simple path");
        else if (parsed->fields().front() == "metadata")
            path.invalid("must not point to fields in metadata");
        else if (!seen.insert(path.text()).second)
            path.duplicate();
    }
}

void checkScale(const Field& scale)
{
    if (!scale)
        return;
    checkPath(scale["specReplicasPath"], "spec");
    checkPath(scale["statusReplicasPath"], "status");
    if (const Field selector = scale["labelSelectorPath"]; !selector.text().empty()) {
        const auto parsed = api::custom::JsonPath::parse(selector.text());
        const bool fits = parsed.ok() && parsed->fields().size() > 1 &&
                          (parsed->fields().front() == "spec" || parsed->fields().front() == "status");
        if (!fits)
            selector.invalid("should be a json path under either .status or .spec");
    }
}

void checkSchema(const Field& version, Causes& causes)
{
    const Field schema = version["schema"]["openAPIV3Schema"];
    if (!schema)
        return schema.required("schemas are required");
    for (api::custom::Problem& each : api::custom::checkStructure(*schema.value(), schema.path()))
        causes.push_back({std::move(each.reason), std::move(each.message), std::move(each.field)});
}

void checkVersion(const Field& version, Causes& causes)
{
    requireLabel(version["name"]);
    const Field warning = version["deprecationWarning"];
    if (warning && !version["deprecated"].isTrue())
        warning.invalid("can only be set for deprecated versions");
    else if (warning && warning.text().empty())
        warning.invalid("must not be empty if set");
    else if (warning && warning.text().size() > longestWarning)
        warning.tooLong(longestWarning);
    checkSchema(version, causes);
    checkScale(version["subresources"]["scale"]);
    for (const Field& each : version["additionalPrinterColumns"].elements())
        checkColumn(each);
    checkSelectableFields(version["selectableFields"]);
}

void checkVersions(const Field& versions, Causes& causes)
{
    if (versions.size() == 0)
        return versions.required("must have exactly one version marked as storage version");
    std::set<std::string_view> names;
    size_t stored = 0;
    bool twice = false;
    for (const Field& each : versions.elements()) {
        stored += each["storage"].isTrue() ? 1 : 0;
        twice = !names.insert(each["name"].text()).second || twice;
        checkVersion(each, causes);
    }
    if (twice)
        versions.invalid(data::toJson(*versions.value()), "must contain unique version names");
    if (stored != 1)
        versions.invalid(data::toJson(*versions.value()), "must have exactly one version marked as storage version");
}

void checkConversion(const Field& conversion)
{
    if (!conversion)
        return;
    const std::string_view strategy = conversion["strategy"].text();
    const Field webhook = conversion["webhook"];
    conversion["strategy"].requireOneOf({"None", "Webhook"});
    if (strategy == "None" && webhook)
        webhook.forbidden("should not be set when strategy is not set to Webhook");
    if (strategy != "Webhook")
        return;
    const Field client = webhook["clientConfig"];
    if (!client)
        return client.required("required when strategy is set to Webhook");
    if (!client["url"] == !client["service"])
        client.required("exactly one of url or service is required");
    if (webhook["conversionReviewVersions"].size() == 0)
        webhook["conversionReviewVersions"].required();
}

/// Versions that objects are stored in must stay until none is.
void checkStoredVersions(const Field& root)
{
    const Field stored = root["status"]["storedVersions"];
    const auto versions = root["spec"]["versions"].elements();
    for (const Field& each : stored.elements()) {
        const bool present = std::any_of(versions.begin(), versions.end(),
                                         [&](const Field& version) { return version["name"].text() == each.text(); });
        if (!present)
            each.invalid(fmt::format(
                "missing from spec.versions; {0} was previously a storage version, and must remain in spec.versions "
                "until a "
                "storage migration ensures no data remains persisted in {0} and removes {0} from status.storedVersions",
                each.text()));
    }
}

void checkUpdate(const Field& root, const Field& before)
{
    if (!root["spec"]["group"].equals(before["spec"]["group"]))
        root["spec"]["group"].invalid("field is immutable");
    if (isEstablished(*before.value())) {
        for (const char* name : {"plural", "kind"})
            if (!root["spec"]["names"][name].equals(before["spec"]["names"][name]))
                root["spec"]["names"][name].invalid("field is immutable");
        if (!root["spec"]["scope"].equals(before["spec"]["scope"]))
            root["spec"]["scope"].invalid("field is immutable");
    }
    checkStoredVersions(root);
}

} // namespace

Causes checkDefinition(const data::Value& definition, const data::Value* old)
{
    Causes causes;
    const Field root(definition, causes);
    const Field spec = root["spec"];
    const std::string wanted = fmt::format("{}.{}", spec["names"]["plural"].text(), spec["group"].text());
    if (!old && !root["metadata"]["name"].text().empty() && root["metadata"]["name"].text() != wanted)
        root["metadata"]["name"].invalid("must be spec.names.plural+\".\"+spec.group");
    checkGroup(root);
    if (!old)
        checkApproval(root, causes);
    spec["scope"].requireOneOf({"Cluster", "Namespaced"});
    checkVersions(spec["versions"], causes);
    checkNames(spec["names"]);
    checkConversion(spec["conversion"]);
    if (spec["preserveUnknownFields"].isTrue())
        spec["preserveUnknownFields"].invalid("must be false");
    if (old)
        checkUpdate(root, Field(*old, causes));
    return causes;
}

std::vector<std::string> definitionWarnings(const data::Value& definition)
{
    std::vector<std::string> warnings;
    const data::Value* versions = data::find(definition, {"spec", "versions"});
    if (!versions || !versions->is_array())
        return warnings;
    for (const data::Value& version : versions->get_array()) {
        const data::Value* schema = data::find(version, {"schema", "openAPIV3Schema"});
        if (!schema)
            continue;
        std::vector<std::string> places;
        api::custom::Schema::read(*schema).findRules({}, places);
        if (!places.empty())
            warnings.push_back(fmt::format(
                "version {}: x-kubernetes-validations are stored but not enforced by this server; rules of: {}",
                data::stringAt(version, {"name"}), fmt::join(places, ", ")));
    }
    if (data::stringAt(definition, {"spec", "conversion", "strategy"}) == "Webhook" && versions->get_array().size() > 1)
        warnings.emplace_back(
            "spec.conversion: this server does not call conversion webhooks; only the stored version can be used");
    return warnings;
}

} // namespace skiff::apiserver
