#include "cluster/api/custom/custom_kind.h"

#include "cluster/api/custom/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <tuple>

namespace skiff::api::custom {

namespace {

using data::Value;

constexpr uint16_t allVerbs =
    VerbCreate | VerbDelete | VerbDeleteCollection | VerbGet | VerbList | VerbPatch | VerbUpdate | VerbWatch;
constexpr uint16_t partVerbs = VerbGet | VerbPatch | VerbUpdate;

uint64_t nextNumber()
{
    static std::atomic<uint64_t> last{0};
    return ++last;
}

const data::Array* listAt(const Value& root, std::initializer_list<std::string_view> path)
{
    const Value* value = data::find(root, path);
    return value ? value->if_array() : nullptr;
}

/// What a version's name says: whether it is one of the known form, and its numbers.
struct VersionRank
{
    int stability = 0; ///< 3: v1, 2: v1beta1, 1: v1alpha1, 0: anything else
    int64_t major = 0;
    int64_t minor = 0;

    static VersionRank of(std::string_view name)
    {
        VersionRank rank;
        const auto number = [&name](int64_t& out) {
            const auto parsed = std::from_chars(name.data(), name.data() + name.size(), out);
            if (parsed.ec != std::errc() || name.front() == '0')
                return false;
            name.remove_prefix(size_t(parsed.ptr - name.data()));
            return true;
        };
        if (!name.starts_with('v'))
            return {};
        name.remove_prefix(1);
        if (name.empty() || !number(rank.major))
            return {};
        rank.stability = 3;
        if (name.empty())
            return rank;
        for (const auto& [word, stability] : {std::pair("alpha", 1), std::pair("beta", 2)}) {
            if (!name.starts_with(word))
                continue;
            name.remove_prefix(std::string_view(word).size());
            rank.stability = stability;
            return !name.empty() && number(rank.minor) && name.empty() ? rank : VersionRank{};
        }
        return {};
    }
};

} // namespace

bool precedes(std::string_view a, std::string_view b)
{
    const VersionRank left = VersionRank::of(a);
    const VersionRank right = VersionRank::of(b);
    if (left.stability == 0 && right.stability == 0)
        return a < b;
    return std::tie(left.stability, left.major, left.minor) > std::tie(right.stability, right.major, right.minor);
}

std::string schemaName(std::string_view group, std::string_view version, std::string_view kind)
{
    std::string name;
    while (!group.empty()) {
        const size_t dot = group.rfind('.');
        const size_t begin = dot == std::string_view::npos ? 0 : dot + 1;
        name.append(group.substr(begin)).append(".");
        group = group.substr(0, begin == 0 ? 0 : dot);
    }
    return name.append(version).append(".").append(kind);
}

std::shared_ptr<const CustomKind> CustomKind::compile(const Value& definition)
{
    std::shared_ptr<CustomKind> kind(new CustomKind);
    kind->m_group = data::stringAt(definition, {"spec", "group"});
    // The names in use; kind and plural never change once they are.
    const bool accepted = !data::stringAt(definition, {"status", "acceptedNames", "plural"}).empty();
    const Value* names =
        accepted ? data::find(definition, {"status", "acceptedNames"}) : data::find(definition, {"spec", "names"});
    if (!names)
        return nullptr;
    kind->m_plural = data::stringAt(*names, {"plural"});
    kind->m_singular = data::stringAt(*names, {"singular"});
    kind->m_kind = data::stringAt(*names, {"kind"});
    kind->m_listKind = data::stringAt(*names, {"listKind"});
    const auto texts = [&](const char* key, std::vector<std::string_view>& out) {
        if (const data::Array* list = listAt(*names, {key}))
            for (const Value& each : *list)
                out.push_back(kind->m_types.keep(std::string(data::stringAt(each, {}))));
    };
    texts("shortNames", kind->m_shortNames);
    texts("categories", kind->m_categories);
    kind->m_needsWebhook = data::stringAt(definition, {"spec", "conversion", "strategy"}) == "Webhook";
    const bool namespaced = data::stringAt(definition, {"spec", "scope"}) == "Namespaced";
    const data::Array* versions = listAt(definition, {"spec", "versions"});
    std::vector<const Value*> ordered;
    if (versions)
        for (const Value& each : *versions)
            ordered.push_back(&each);
    std::stable_sort(ordered.begin(), ordered.end(), [](const Value* a, const Value* b) {
        return precedes(data::stringAt(*a, {"name"}), data::stringAt(*b, {"name"}));
    });
    const auto best = std::find_if(ordered.begin(), ordered.end(), [](const Value* each) {
        return data::boolAt(*each, {"served"}) && !data::boolAt(*each, {"deprecated"});
    });
    const std::string_view instead = best == ordered.end() ? std::string_view() : data::stringAt(**best, {"name"});
    for (const Value* each : ordered)
        kind->addVersion(*each, namespaced, instead);
    return kind->m_storage ? kind : nullptr;
}

/// Who uses a deprecated version is told to take `instead`, where that is better.
void CustomKind::addVersion(const Value& json, bool namespaced, std::string_view instead)
{
    const bool isStorage = data::boolAt(json, {"storage"});
    const bool served = data::boolAt(json, {"served"});
    if (!served && !isStorage)
        return;
    Version& version = (served ? m_versions : m_unserved).emplace_back();
    version.owner = this;
    version.number = nextNumber();
    version.isStorage = isStorage;
    if (const Value* schema = data::find(json, {"schema", "openAPIV3Schema"})) {
        version.openApi = *schema;
        version.schema = Schema::read(*schema);
        version.hasDefaults = version.schema.hasDefaults();
    }
    version.group = m_group;
    version.version = m_types.keep(std::string(data::stringAt(json, {"name"})));
    version.kind = m_kind;
    version.listKind = m_listKind;
    version.plural = m_plural;
    version.singular = m_singular;
    version.shortNames = m_shortNames;
    version.categories = m_categories;
    version.namespaced = namespaced;
    version.verbs = allVerbs | madeAtRunTime;
    version.type = m_types.addKind(schemaName(m_group, version.version, m_kind), version.schema);
    version.listType = m_types.addList(schemaName(m_group, version.version, m_listKind), *version.type);
    if (data::boolAt(json, {"deprecated"})) {
        version.warning = data::stringAt(json, {"deprecationWarning"});
        if (version.warning.empty()) {
            version.warning = fmt::format("{}/{} {} is deprecated", m_group, version.version, m_kind);
            if (!instead.empty() && precedes(instead, version.version))
                version.warning += fmt::format("; use {}/{} {}", m_group, instead, m_kind);
        }
    }
    addColumns(json, version);
    addSubresources(json, version);
    addSelectableFields(json, version);
    if (isStorage)
        m_storage = &version;
}

void CustomKind::addColumns(const Value& json, Version& version)
{
    auto& columns = m_columns.emplace_back();
    columns.push_back({"Name", "string", "name", "Name of the object, unique among its kind in its namespace", 0});
    version.cells.push_back({"string", std::nullopt});
    const data::Array* given = listAt(json, {"additionalPrinterColumns"});
    const auto add = [&](std::string_view name, std::string_view type, std::string_view format, std::string description,
                         std::string_view path, int priority) {
        auto parsed = JsonPath::parse(path);
        columns.push_back({m_types.keep(std::string(name)), m_types.keep(std::string(type)),
                           m_types.keep(std::string(format)), m_types.keep(std::move(description)), priority});
        version.cells.push_back(
            {std::string(type), parsed.ok() ? std::optional(std::move(parsed).value()) : std::nullopt});
    };
    if (!given || given->empty())
        add("Age", "date", "", "Time since the object was created", ".metadata.creationTimestamp", 0);
    else
        for (const Value& each : *given) {
            const std::string_view path = data::stringAt(each, {"jsonPath"});
            std::string description(data::stringAt(each, {"description"}));
            if (description.empty())
                description = fmt::format("Custom resource definition column (in JSONPath format): {}", path);
            add(data::stringAt(each, {"name"}), data::stringAt(each, {"type"}), data::stringAt(each, {"format"}),
                std::move(description), path, int(data::intAt(each, {"priority"})));
        }
    version.columns = columns;
}

void CustomKind::addSubresources(const Value& json, Version& version)
{
    auto& parts = m_subresources.emplace_back();
    if (const Value* status = data::find(json, {"subresources", "status"}); status && status->is_object())
        parts.push_back({"status", version.group, version.version, version.kind, partVerbs, version.type});
    if (const Value* scale = data::find(json, {"subresources", "scale"}); scale && scale->is_object()) {
        auto spec = JsonPath::parse(data::stringAt(*scale, {"specReplicasPath"}));
        auto status = JsonPath::parse(data::stringAt(*scale, {"statusReplicasPath"}));
        auto selector = JsonPath::parse(data::stringAt(*scale, {"labelSelectorPath"}));
        if (spec.ok() && status.ok() && !spec->fields().empty()) {
            version.scale = ScalePaths{std::move(spec).value(), std::move(status).value(),
                                       selector.ok() ? std::optional(std::move(selector).value()) : std::nullopt};
            parts.push_back({"scale", "autoscaling", "v1", "Scale", partVerbs, api::findType("autoscaling.v1.Scale")});
        }
    }
    version.subresources = parts;
}

void CustomKind::addSelectableFields(const Value& json, Version& version)
{
    auto& labels = m_fieldLabels.emplace_back();
    if (const data::Array* fields = listAt(json, {"selectableFields"})) {
        for (const Value& each : *fields) {
            std::string_view path = data::stringAt(each, {"jsonPath"});
            if (path.starts_with('.'))
                path.remove_prefix(1);
            const std::string_view label = m_types.keep(std::string(path));
            labels.push_back({label, label});
        }
    }
    version.fieldLabels = labels;
}

bool CustomKind::refresh(Value& object, const Version& version)
{
    const bool pruned = prune(object, version.schema, true);
    return (version.hasDefaults && fillDefaults(object, version.schema)) || pruned;
}

} // namespace skiff::api::custom
