#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/handlers/list_options.h"

#include "cluster/apiserver/registry/core/event_conversion.h"

#include <fmt/format.h>

#include <charconv>

namespace skiff::apiserver {

namespace {

Outcome<ListOptions::Match> readMatch(std::string_view text, Causes& causes)
{
    if (text.empty())
        return ListOptions::Match::Unset;
    if (text == "Exact")
        return ListOptions::Match::Exact;
    if (text == "NotOlderThan")
        return ListOptions::Match::NotOlderThan;
    causes.push_back(notSupportedField("resourceVersionMatch", quoted(text), {"Exact", "NotOlderThan", ""}));
    return ListOptions::Match::Unset;
}

/// The rules of https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
void checkMatch(const ListOptions& options, const Query& query, bool watch, Causes& causes)
{
    constexpr auto field = "resourceVersionMatch";
    const bool initial = query.has("sendInitialEvents");
    if (options.match != ListOptions::Match::Unset && watch && !initial)
        causes.push_back(forbiddenField(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    if (options.match != ListOptions::Match::Unset && !watch && !options.resourceVersion)
        causes.push_back(forbiddenField(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (options.match == ListOptions::Match::Exact && options.resourceVersion == 0u)
        causes.push_back(forbiddenField(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    if (options.match != ListOptions::Match::Unset && !options.continueToken.empty())
        causes.push_back(forbiddenField(field, "resourceVersionMatch is forbidden when continue is provided"));
    if (!initial)
        return;
    if (!watch)
        causes.push_back(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    else if (options.match != ListOptions::Match::NotOlderThan)
        causes.push_back(forbiddenField(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
}

std::string badNumberText(std::string_view text)
{
    return fmt::format("resourceVersion: Invalid value: {0}: strconv.ParseUint: parsing {0}: invalid syntax", quoted(text));
}

Outcome<std::optional<uint64_t>> readVersion(std::string_view text, bool watch)
{
    if (text.empty())
        return std::optional<uint64_t>();
    uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc() && end == text.data() + text.size())
        return std::optional<uint64_t>(number);
    return watch ? plainError(badNumberText(text)) : badRequest("invalid resource version: " + badNumberText(text));
}

/// How an unknown field is refused depends on whether the kind has labels of its own.
StatusError unknownField(const api::Resource& resource, std::string_view field)
{
    if (!resource.fieldLabels.empty() || api::custom::versionOf(resource))
        return badRequest(fmt::format("field label not supported: {}", field));
    return badRequest(fmt::format("{} is not a known field selector: only \"metadata.name\"{}", quoted(field),
                                  resource.namespaced ? ", \"metadata.namespace\"" : ""));
}

Checked checkFields(const semantics::FieldSelector& fields, const api::Resource& resource)
{
    for (const semantics::FieldRequirement& requirement : fields.requirements()) {
        if (requirement.field == "metadata.name" || (requirement.field == "metadata.namespace" && resource.namespaced))
            continue;
        bool known = false;
        for (const api::FieldLabel& label : resource.fieldLabels)
            known = known || label.label == requirement.field;
        if (!known)
            return unknownField(resource, requirement.field);
    }
    return Done{};
}

Outcome<ObjectSelection> readSelection(const Query& query, const ServedResource& served)
{
    auto labels = semantics::LabelSelector::parse(query.get("labelSelector"));
    if (!labels.ok())
        return badRequest(labels.error().message);
    auto fields = semantics::FieldSelector::parse(query.get("fieldSelector"));
    if (!fields.ok())
        return badRequest(fields.error().message);
    SKIFF_TRY(checkFields(*fields, served.resource));
    return ObjectSelection(std::move(labels).value(), std::move(fields).value(), served.storage);
}

} // namespace

ObjectSelection::ObjectSelection(semantics::LabelSelector labels, semantics::FieldSelector fields,
                                 const api::Resource& storage)
    : m_labels(std::move(labels)), m_fields(std::move(fields)), m_storage(&storage)
{
}

std::string_view ObjectSelection::fieldOf(const StoredObject& object, std::string_view label) const
{
    if (label == "metadata.name")
        return object.name();
    if (label == "metadata.namespace")
        return object.namespaceName();
    for (size_t i = 0; i < m_storage->fieldLabels.size(); ++i)
        if (m_storage->fieldLabels[i].label == label)
            return object.field(i);
    const std::string stored = storedEventLabel(label);
    return stored == label ? std::string_view() : fieldOf(object, stored);
}

bool ObjectSelection::matches(const StoredObject& object) const
{
    if (!m_fields.isEverything() &&
        !m_fields.matchesWith([&](std::string_view label) { return fieldOf(object, label); }))
        return false;
    return m_labels.matchesWith([&](std::string_view key) -> std::optional<std::string_view> {
        for (const auto& [name, value] : object.labels())
            if (name == key)
                return value;
        return std::nullopt;
    });
}

Outcome<ListOptions> readListOptions(const ApiCall& call, bool watch)
{
    const Query& query = call.request->query;
    ListOptions options;
    Causes causes;
    SKIFF_TRY_ASSIGN(options.resourceVersion, readVersion(query.get("resourceVersion"), watch));
    SKIFF_TRY_ASSIGN(options.match, readMatch(query.get("resourceVersionMatch"), causes));
    options.continueToken = query.get("continue");
    checkMatch(options, query, watch, causes);
    if (!causes.empty())
        return invalid("meta.k8s.io", "ListOptions", "", std::move(causes));
    if (!watch && !options.continueToken.empty() && options.resourceVersion.value_or(0) != 0)
        return badRequest("specifying resource version is not allowed when using continue");
    SKIFF_TRY_ASSIGN(options.selection, readSelection(query, call.target.served));
    options.limit = std::max<int64_t>(0, query.number("limit").value_or(0));
    if (const auto seconds = query.number("timeoutSeconds"); seconds && *seconds > 0)
        options.timeout = std::chrono::seconds(std::min<int64_t>(*seconds, 86'400));
    options.bookmarks = query.flag("allowWatchBookmarks");
    options.sendInitialEvents = query.flag("sendInitialEvents");
    return options;
}

} // namespace skiff::apiserver
