#pragma once

#include "cluster/data/apply/fields_v1.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::data {

/// Who owns fields: a program, by the name it gives itself, and the way it writes.
struct FieldManager
{
    std::string name;
    bool applies = false;    ///< by server-side apply; else by create, update and patch
    std::string apiVersion;  ///< the version its fields are written in
    std::string subresource; ///< "status", "scale" or empty

    /// The same manager: one that applies is so at every version.
    bool is(const FieldManager& other) const;
    /// How conflicts name it: `"kubectl-edit" with subresource "scale" using apps/v1`.
    std::string describe() const;
    /// Orders the managers of a conflict.
    std::string sortKey() const;
};

/// The entries of `metadata.managedFields` during one operation. At rest they are JSON; an entry becomes a PathSet only
/// when somebody asks for its fields, and its JSON is kept as it was unless they change.
class ManagedFields
{
public:
    class Entry
    {
    public:
        FieldManager manager;
        std::string time; ///< RFC 3339, or empty

        /// Its fields. Malformed ones count as none.
        const PathSet& fields(PathPool& pool) const;
        void setFields(PathSet fields);
        /// True when a member is in `set`; when no member of `set` is missing. Do not build the trie.
        bool meets(const PathSet& set) const;
        bool covers(const PathSet& set) const;

    private:
        friend class ManagedFields;
        void appendJson(std::string& out) const;

        JsonSpan m_json; ///< of `fieldsV1` as it was; nothing once changed
        mutable std::optional<PathSet> m_fields;
    };

    ManagedFields() = default;

    /// Reads what toJson() wrote. DataLoss for what is no array.
    static Result<ManagedFields> fromJson(std::string_view json);
    /// Reads what a client sent; other forms of the same come out canonical. InvalidArgument when an entry is
    /// malformed.
    static Result<ManagedFields> fromClient(const Value& entries, PathPool& pool);

    std::vector<Entry>& entries() { return m_entries; }
    const std::vector<Entry>& entries() const { return m_entries; }
    Entry* find(const FieldManager& manager);
    /// Adds an entry, or gives back the one there is.
    Entry& obtain(const FieldManager& manager);
    void removeEmpty(PathPool& pool);

    /// A JSON array in Kubernetes' order (applied first, then by time); empty when there are no entries.
    std::string toJson();

private:
    std::shared_ptr<const std::string> m_text; ///< what the entries were read from
    std::vector<Entry> m_entries;
};

} // namespace skiff::data
