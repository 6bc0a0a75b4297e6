#pragma once

#include "cluster/apiserver/negotiation.h"
#include "cluster/apiserver/registry/registry.h"
#include "cluster/base/clock.h"

#include <span>
#include <string>

namespace skiff::apiserver {

class PiecedText;

/// The shapes in which one object of `served` is offered, and lists of them.
OfferedShapes objectShapes(const ServedResource& served);
OfferedShapes listShapes(const ServedResource& served);

/// What a list says of itself.
struct ListHead
{
    store::Revision revision;
    std::string continueToken = {};
    int64_t remaining = 0;             ///< 0: not said

    std::string toJson() const;
};

/// Writes stored objects as one client asked for them: which version, which shape. Made for one
/// request; any thread.
class ObjectView
{
public:
    ObjectView(const ServedResource& served, const Representation& wanted, const Clock& clock)
        : m_served(served), m_wanted(wanted), m_clock(clock) {}

    const Representation& wanted() const { return m_wanted; }

    /// A document of its own: the object, its metadata, or a table of one row; JSON or protobuf.
    std::string document(const StoredObject& object) const { return document(object, true); }
    /// As document(); a table without column definitions, as all but the first event of a watch have it.
    std::string document(const StoredObject& object, bool withColumns) const;
    /// The parts of document() for plain objects, sharing the stored bytes.
    void appendParts(net::Buffers& out, const ObjectPtr& object) const;

    /// A list of objects or of their metadata, or a table; JSON or protobuf, in pieces large enough for the network.
    net::Buffers list(const ListHead& head, std::span<const ObjectPtr> objects) const;

private:
    bool isProtobuf() const { return m_wanted.encoding == Representation::Encoding::Protobuf; }
    bool isStored() const;
    Owners owners() const { return m_wanted.managedFields ? Owners::Shown : Owners::LeftOut; }
    std::string jsonDocument(const StoredObject& object, bool withColumns) const;
    std::string protobufDocument(const StoredObject& object) const;
    net::Buffers jsonList(const ListHead& head, std::span<const ObjectPtr> objects) const;
    net::Buffers protobufList(const ListHead& head, std::span<const ObjectPtr> objects) const;
    std::string listStart(std::string_view listMetadata) const;
    void appendObject(std::string& out, const StoredObject& object, bool withHead) const;
    void addPartial(PiecedText& out, const StoredObject& object) const;
    void addRow(PiecedText& out, const StoredObject& object) const;
    void addItem(PiecedText& out, const StoredObject& object) const;

    const ServedResource& m_served;
    Representation m_wanted;
    const Clock& m_clock;
};

} // namespace skiff::apiserver
