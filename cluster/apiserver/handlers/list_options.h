#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/semantics/field_selector.h"
#include "cluster/semantics/label_selector.h"

#include <optional>
#include <string>

namespace skiff::apiserver {

/// Which objects of a collection are meant. A value; any thread.
class ObjectSelection
{
public:
    ObjectSelection() = default;
    /// `storage` says where the stored objects keep the values of fields.
    ObjectSelection(semantics::LabelSelector labels, semantics::FieldSelector fields, const api::Resource& storage);

    bool isEverything() const { return m_labels.isEverything() && m_fields.isEverything(); }
    bool matches(const StoredObject& object) const;
    /// The name that the selection asks for, when it asks for one.
    const std::string* name() const { return m_fields.requiredValue("metadata.name"); }

private:
    std::string_view fieldOf(const StoredObject& object, std::string_view label) const;

    semantics::LabelSelector m_labels;
    semantics::FieldSelector m_fields;
    const api::Resource* m_storage = nullptr;
};

/// metav1.ListOptions, as far as lists and watches share it.
struct ListOptions
{
    enum class Match { Unset, NotOlderThan, Exact };

    ObjectSelection selection;
    std::optional<uint64_t> resourceVersion;   ///< nothing: the latest
    Match match = Match::Unset;
    int64_t limit = 0;
    std::string continueToken;
    std::optional<Duration> timeout;           ///< of a watch
    bool bookmarks = false;
    bool sendInitialEvents = false;
};

/// Reads and checks the options in the query of `call`.
Outcome<ListOptions> readListOptions(const ApiCall& call, bool watch);

} // namespace skiff::apiserver
