#pragma once

#include "cluster/api/custom/json_path.h"
#include "cluster/api/custom/schema.h"
#include "cluster/api/custom/type_tables.h"
#include "cluster/api/resource.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::api::custom {

/// Where a version's scale has its numbers.
struct ScalePaths
{
    JsonPath specReplicas;
    JsonPath statusReplicas;
    std::optional<JsonPath> selector;
};

/// A printer column's way to its cell; nothing for the name.
struct CellPath
{
    std::string type; ///< "string", "integer", "date", ...
    std::optional<JsonPath> path;
};

class CustomKind;

/// A bit of Resource::verbs that no verb has: the resource is a Version.
constexpr uint16_t madeAtRunTime = 1 << 15;

/// One version of a custom kind: a resource, and what it has beyond the tables of built-in ones.
struct Version : Resource
{
    const CustomKind* owner = nullptr;
    uint64_t number = 0; ///< different for each version that was ever compiled in this process
    Schema schema;
    data::Value openApi; ///< the schema as the definition has it; null: none
    bool hasDefaults = false;
    bool isStorage = false;
    std::string warning;         ///< shown to whoever uses it; empty: none
    std::vector<CellPath> cells; ///< one for each column
    std::optional<ScalePaths> scale;
    const data::ObjectType* listType = nullptr;
};

/// The version that `resource` is, or nullptr when it is built-in.
inline const Version* versionOf(const Resource& resource)
{
    return (resource.verbs & madeAtRunTime) != 0 ? static_cast<const Version*>(&resource) : nullptr;
}

/// A CustomResourceDefinition, compiled: the resources that it adds to the API and all they need. Immutable; any
/// thread. What points into it must keep it alive.
class CustomKind
{
public:
    /// Compiles a definition (decoded and valid; what is not valid is left out). Its names are those that its status
    /// accepted.
    static std::shared_ptr<const CustomKind> compile(const data::Value& definition);

    CustomKind(const CustomKind&) = delete;
    CustomKind& operator=(const CustomKind&) = delete;

    const std::string& group() const { return m_group; }
    const std::string& plural() const { return m_plural; }
    /// "gadgets.ex.io"
    std::string name() const { return m_plural + "." + m_group; }
    /// True when versions are turned into each other by a webhook, which this server does not call.
    bool needsWebhook() const { return m_needsWebhook; }
    /// One for each served version, the preferred first.
    const std::deque<Version>& versions() const { return m_versions; }
    /// The version that is stored, which may not be served.
    const Version& storage() const { return *m_storage; }

    /// What the objects of a version look like after reading bytes that may be older than the schema; true when that
    /// changed anything.
    static bool refresh(data::Value& object, const Version& version);

private:
    CustomKind() = default;
    void addVersion(const data::Value& version, bool namespaced, std::string_view instead);
    void addColumns(const data::Value& json, Version& version);
    void addSubresources(const data::Value& json, Version& version);
    void addSelectableFields(const data::Value& json, Version& version);

    std::string m_group;
    std::string m_plural, m_singular, m_kind, m_listKind;
    std::vector<std::string_view> m_shortNames, m_categories;
    bool m_needsWebhook = false;
    TypeTables m_types;
    std::deque<Version> m_versions;
    std::deque<Version> m_unserved; ///< the stored version, when it is not served
    std::deque<std::vector<Column>> m_columns;
    std::deque<std::vector<Subresource>> m_subresources;
    std::deque<std::vector<FieldLabel>> m_fieldLabels;
    const Version* m_storage = nullptr;
};

/// "io.ex.v1.Gadget" for ex.io, v1, Gadget: how schemas of custom kinds are named.
std::string schemaName(std::string_view group, std::string_view version, std::string_view kind);

/// The order in which clients prefer versions: v2 before v1, v1 before v1beta2, those before v1alpha1, then by name.
bool precedes(std::string_view a, std::string_view b);

} // namespace skiff::api::custom
