#include "cluster/apiserver/views/object_view.h"

#include "cluster/apiserver/tables/table.h"
#include "cluster/apiserver/views/message_view.h"

#include <fmt/format.h>

namespace skiff::apiserver {

using Shape = Representation::Shape;

namespace {

constexpr std::string_view listEnd = "]}";

/// `type` when all of it can be said in protobuf; nullptr for custom resources.
const data::ObjectType* messageType(const data::ObjectType* type)
{
    const data::Field* metadata = type ? type->find("metadata") : nullptr;
    return metadata && metadata->protoNumber != 0 ? type : nullptr;
}

/// An answer of any size, in pieces large enough for the network.
class PiecedText
{
public:
    /// Adds what others hold: by reference when that saves more than it costs.
    void add(net::Buffers parts)
    {
        for (net::SharedBytes& part : parts) {
            if (part.view.size() < worthSharing) {
                m_text += part.view;
                continue;
            }
            close();
            m_pieces.push_back(std::move(part));
        }
    }
    std::string& text()
    {
        if (m_text.size() >= pieceSize)
            close();
        return m_text;
    }
    net::Buffers take()
    {
        close();
        return std::move(m_pieces);
    }

private:
    static constexpr size_t pieceSize = 256 * 1024;
    static constexpr size_t worthSharing = 2 * 1024;
    void close()
    {
        if (!m_text.empty())
            m_pieces.push_back(net::SharedBytes::of(std::exchange(m_text, {})));
    }
    std::string m_text;
    net::Buffers m_pieces;
};

} // namespace

OfferedShapes objectShapes(const ServedResource& served)
{
    return {true, "PartialObjectMetadata", messageType(served.resource.type)};
}

OfferedShapes listShapes(const ServedResource& served)
{
    const data::ObjectType* item = messageType(served.resource.type);
    return {true, "PartialObjectMetadataList", item ? api::findType(std::string(item->name) + "List") : nullptr};
}

std::string ListHead::toJson() const
{
    std::string json = fmt::format(R"({{"resourceVersion":"{}")", revision.value);
    if (!continueToken.empty())
        json += fmt::format(R"(,"continue":"{}")", continueToken);
    if (remaining > 0)
        json += fmt::format(R"(,"remainingItemCount":{})", remaining);
    return json + '}';
}

void ObjectView::appendObject(std::string& out, const StoredObject& object, bool withHead) const
{
    if (!m_served.isConverted())
        return object.appendJson(out, withHead ? &m_served.head : nullptr, owners());
    data::Value converted =
        m_served.conversion.fromStorage(object.toValue(m_served.storage.kind, m_served.storage.apiVersion(), owners()));
    if (!withHead) {
        converted.as_object().erase("kind");
        converted.as_object().erase("apiVersion");
    }
    out += data::toJson(converted);
}

void ObjectView::appendPartial(std::string& out, const StoredObject& object, bool withHead) const
{
    out += withHead ? fmt::format(R"({{"kind":"PartialObjectMetadata","apiVersion":"{}","metadata":)", m_wanted.metaVersion())
                    : std::string(R"({"metadata":)");
    object.appendMetadata(out, owners());
    out += '}';
}

void ObjectView::appendRow(std::string& out, const StoredObject& object) const
{
    out += R"({"cells":)";
    const std::string_view conditions = appendCells(out, m_served.resource, object, m_clock.now());
    if (!conditions.empty())
        out.append(R"(,"conditions":)").append(conditions);
    out += R"(,"object":)";
    switch (m_wanted.includeObject) {
    case Representation::IncludeObject::None: out += "null"; break;
    case Representation::IncludeObject::Metadata: appendPartial(out, object, true); break;
    case Representation::IncludeObject::Object: appendObject(out, object, true); break;
    }
    out += '}';
}

void ObjectView::appendItem(std::string& out, const StoredObject& object) const
{
    switch (m_wanted.shape) {
    case Shape::Object: return appendObject(out, object, false);
    case Shape::Metadata: return appendPartial(out, object, true);
    case Shape::Table: return appendRow(out, object);
    }
}

std::string ObjectView::listStart(std::string_view listMetadata) const
{
    switch (m_wanted.shape) {
    case Shape::Table:
        return fmt::format(R"({{"kind":"Table","apiVersion":"{}","metadata":{},"columnDefinitions":{},"rows":[)",
                           m_wanted.metaVersion(), listMetadata, columnDefinitions(m_served.resource));
    case Shape::Metadata:
        return fmt::format(R"({{"kind":"PartialObjectMetadataList","apiVersion":"{}","metadata":{},"items":[)",
                           m_wanted.metaVersion(), listMetadata);
    case Shape::Object: break;
    }
    return fmt::format(R"({{"kind":"{}","apiVersion":"{}","metadata":{},"items":[)", m_served.resource.listKind,
                       m_served.resource.apiVersion(), listMetadata);
}

std::string ObjectView::document(const StoredObject& object, bool withColumns) const
{
    return isProtobuf() ? protobufDocument(object) : jsonDocument(object, withColumns);
}

std::string ObjectView::protobufDocument(const StoredObject& object) const
{
    if (m_wanted.shape == Shape::Object && !m_served.isConverted())
        return sealedMessage(object, m_served.resource);
    return sealedDocument(jsonDocument(object, true), *m_served.resource.type);
}

net::Buffers ObjectView::list(const ListHead& head, std::span<const ObjectPtr> objects) const
{
    return isProtobuf() ? protobufList(head, objects) : jsonList(head, objects);
}

/// Answers are the stored bytes with little between them.
bool ObjectView::isStored() const
{
    return m_wanted.shape == Shape::Object && m_wanted.managedFields && !isProtobuf() && !m_served.isConverted();
}

net::Buffers ObjectView::jsonList(const ListHead& head, std::span<const ObjectPtr> objects) const
{
    PiecedText body;
    body.text() += listStart(head.toJson());
    bool first = true;
    for (const ObjectPtr& object : objects) {
        std::string& text = body.text();
        if (!std::exchange(first, false))
            text += ',';
        if (isStored()) {
            net::Buffers parts;
            object->appendParts(parts, nullptr);
            body.add(std::move(parts));
        } else {
            appendItem(text, *object);
        }
    }
    body.text() += listEnd;
    return body.take();
}

net::Buffers ObjectView::protobufList(const ListHead& head, std::span<const ObjectPtr> objects) const
{
    if (m_wanted.shape == Shape::Object && !m_served.isConverted())
        return sealedMessages(objects, head.toJson(), m_served.resource, *m_wanted.message);
    return {net::SharedBytes::of(sealedDocument(net::joined(jsonList(head, objects)), *m_wanted.message))};
}

std::string ObjectView::jsonDocument(const StoredObject& object, bool withColumns) const
{
    std::string out;
    switch (m_wanted.shape) {
    case Shape::Object: appendObject(out, object, true); break;
    case Shape::Metadata: appendPartial(out, object, true); break;
    case Shape::Table:
        out = withColumns ? listStart(fmt::format(R"({{"resourceVersion":"{}"}})", object.revision().value))
                          : fmt::format(R"({{"kind":"Table","apiVersion":"{}","metadata":{{"resourceVersion":"{}"}},)"
                                        R"("columnDefinitions":null,"rows":[)",
                                        m_wanted.metaVersion(), object.revision().value);
        appendRow(out, object);
        out += listEnd;
        break;
    }
    return out;
}

void ObjectView::appendParts(net::Buffers& out, const ObjectPtr& object) const
{
    // Small objects travel better in one piece than in four.
    constexpr size_t worthSharing = 16 * 1024;
    if (isStored() && object->size() > worthSharing)
        object->appendParts(out, &m_served.head);
    else
        out.push_back(net::SharedBytes::of(document(*object)));
}

} // namespace skiff::apiserver
