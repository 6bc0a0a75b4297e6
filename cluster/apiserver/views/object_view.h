#pragma once

#include "cluster/apiserver/negotiation.h"
#include "cluster/apiserver/registry/registry.h"
#include "cluster/base/clock.h"

#include <string>

namespace skiff::apiserver {

/// Writes stored objects as one client asked for them: which version, which shape. Made for one
/// request; any thread.
class ObjectView
{
public:
    ObjectView(const ServedResource& served, const Representation& wanted, const Clock& clock)
        : m_served(served), m_wanted(wanted), m_clock(clock) {}

    const Representation& wanted() const { return m_wanted; }

    /// A document of its own: the object, its metadata, or a table of one row.
    std::string document(const StoredObject& object) const { return document(object, true); }
    /// As document(); a table without column definitions, as all but the first event of a watch have it.
    std::string document(const StoredObject& object, bool withColumns) const;
    /// The parts of document() for plain objects, sharing the stored bytes.
    void appendParts(net::Buffers& out, const ObjectPtr& object) const;

    /// An object or metadata inside a list, or a table's row.
    void appendItem(std::string& out, const StoredObject& object) const;
    /// What stands before and behind the items of a list with `listMetadata` (JSON).
    std::string listStart(std::string_view listMetadata) const;
    std::string_view listEnd() const { return "]}"; }

private:
    void appendObject(std::string& out, const StoredObject& object, bool withHead) const;
    void appendPartial(std::string& out, const StoredObject& object, bool withHead) const;
    void appendRow(std::string& out, const StoredObject& object) const;

    const ServedResource& m_served;
    Representation m_wanted;
    const Clock& m_clock;
};

} // namespace skiff::apiserver
