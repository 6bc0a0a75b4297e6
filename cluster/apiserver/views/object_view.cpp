#include "cluster/apiserver/views/object_view.h"

#include "cluster/apiserver/tables/table.h"
#include "cluster/apiserver/views/message_view.h"
#include "cluster/apiserver/views/pieced_text.h"

#include <fmt/format.h>

#include <iterator>

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

/// Adds text of `object` whose parts share the stored bytes.
void addCut(PiecedText& out, const StoredObject& object, StoredObject::Cut text)
{
    out.add(object.bytes(), text.before);
    object.appendVersion(out.text());
    out.add(object.bytes(), text.behind);
}

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

void ObjectView::addPartial(PiecedText& out, const StoredObject& object) const
{
    fmt::format_to(std::back_inserter(out.text()), R"({{"kind":"PartialObjectMetadata","apiVersion":"{}","metadata":)",
                   m_wanted.metaVersion());
    if (m_wanted.managedFields)
        addCut(out, object, object.metadataCut());
    else
        object.appendMetadata(out.text(), Owners::LeftOut);
    out.text() += '}';
}

void ObjectView::addRow(PiecedText& out, const StoredObject& object) const
{
    std::string& text = out.text();
    text += R"({"cells":)";
    const std::string_view conditions = appendCells(text, m_served.resource, object, m_clock.now());
    if (!conditions.empty())
        text.append(R"(,"conditions":)").append(conditions);
    text += R"(,"object":)";
    switch (m_wanted.includeObject) {
    case Representation::IncludeObject::None: text += "null"; break;
    case Representation::IncludeObject::Metadata: addPartial(out, object); break;
    case Representation::IncludeObject::Object: appendObject(text, object, true); break;
    }
    out.text() += '}';
}

void ObjectView::addItem(PiecedText& out, const StoredObject& object) const
{
    switch (m_wanted.shape) {
    case Shape::Object:
        if (!isStored())
            return appendObject(out.text(), object, false);
        return addCut(out, object, object.jsonCut());
    case Shape::Metadata: return addPartial(out, object);
    case Shape::Table: return addRow(out, object);
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
        return sealedMessage(object, m_served);
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
        if (!std::exchange(first, false))
            body.text() += ',';
        addItem(body, *object);
    }
    body.text() += listEnd;
    return body.take();
}

net::Buffers ObjectView::protobufList(const ListHead& head, std::span<const ObjectPtr> objects) const
{
    if (m_wanted.shape == Shape::Object && !m_served.isConverted())
        return sealedMessages(objects, head.toJson(), m_served, *m_wanted.message);
    return {net::SharedBytes::of(sealedDocument(net::joined(jsonList(head, objects)), *m_wanted.message))};
}

std::string ObjectView::jsonDocument(const StoredObject& object, bool withColumns) const
{
    std::string text;
    PiecedText out;
    switch (m_wanted.shape) {
    case Shape::Object: appendObject(text, object, true); return text;
    case Shape::Metadata: addPartial(out, object); break;
    case Shape::Table:
        out.text() = withColumns ? listStart(fmt::format(R"({{"resourceVersion":"{}"}})", object.revision().value))
                                 : fmt::format(R"({{"kind":"Table","apiVersion":"{}","metadata":{{"resourceVersion":"{}"}},)"
                                               R"("columnDefinitions":null,"rows":[)",
                                               m_wanted.metaVersion(), object.revision().value);
        addRow(out, object);
        out.text() += listEnd;
        break;
    }
    return net::joined(out.take());
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
