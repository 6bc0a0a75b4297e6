#include "cluster/apiserver/views/message_view.h"

#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/message.h"
#include "cluster/data/protobuf/wire.h"

#include <fmt/format.h>

#include <cassert>

namespace skiff::apiserver {

namespace {

/// Smaller messages are copied into one piece with others.
constexpr size_t worthSharing = 1024;
constexpr size_t pieceSize = 256 * 1024;

/// An object's message without its envelope, kept with the object it is of.
struct KeptMessage final : KeptView
{
    static constexpr ViewPlace place = ViewPlace::Message;
    KeptMessage(std::string message, std::shared_ptr<KeptBytes> from) : bytes(std::move(message)), account(std::move(from)) {}
    ~KeptMessage() override { account->giveBack(bytes.size()); }

    const std::string bytes;
    const std::shared_ptr<KeptBytes> account;
};

std::string makeMessage(const StoredObject& object, const api::Resource& resource)
{
    std::string json;
    object.appendJson(json, nullptr);
    // make() has looked at these bytes and encode() wrote them: they parse.
    const auto document = data::Document::parse(std::move(json)).value();
    return data::encodeMessage(document->root(), *resource.type);
}

/// The message, kept with the object; in `own` when there is no room for that.
std::string_view messageOf(const StoredObject& object, const ServedResource& served, std::string& own)
{
    if (const auto* kept = object.keptView<KeptMessage>())
        return kept->bytes;
    own = makeMessage(object, served.resource);
    const std::shared_ptr<KeptBytes>& room = served.cache.keptBytes();
    if (!room->take(own.size()))
        return own;
    own.shrink_to_fit();
    return object.keepView<KeptMessage>(std::make_unique<const KeptMessage>(std::exchange(own, {}), room)).bytes;
}

} // namespace

std::string sealedMessage(const StoredObject& object, const ServedResource& served)
{
    std::string own;
    const std::string_view message = messageOf(object, served, own);
    return data::sealEnvelope({served.resource.apiVersion(), served.resource.kind, message});
}

net::Buffers sealedMessages(std::span<const ObjectPtr> objects, std::string_view listMetadata,
                            const ServedResource& served, const data::ObjectType& list)
{
    const api::Resource& resource = served.resource;
    const std::string head = fmt::format(R"({{"metadata":{}}})", listMetadata);
    net::Buffers pieces{net::SharedBytes::of(data::encodeMessage(data::parseJson(head).value(), list))};
    size_t size = pieces.back().view.size();
    const auto add = [&](net::SharedBytes piece) {
        size += piece.view.size();
        pieces.push_back(std::move(piece));
    };
    const uint16_t items = list.find("items")->protoNumber;
    data::protobuf::WireWriter text;
    for (const ObjectPtr& object : objects) {
        std::string own;
        const std::string_view message = messageOf(*object, served, own);
        if (message.size() < worthSharing) {
            text.bytes(items, message);
        } else {
            text.beginBytes(items, message.size());
            add(net::SharedBytes::of(text.take()));
            add(own.empty() ? net::SharedBytes{object, message} : net::SharedBytes::of(std::move(own)));
        }
        if (text.size() >= pieceSize)
            add(net::SharedBytes::of(text.take()));
    }
    add(net::SharedBytes::of(text.take()));
    const std::string apiVersion = resource.apiVersion();
    data::EnvelopeEnds ends = data::envelopeAround({apiVersion, resource.listKind, {}}, size);
    pieces.insert(pieces.begin(), net::SharedBytes::of(std::move(ends.before)));
    pieces.push_back(net::SharedBytes::of(std::move(ends.behind)));
    return pieces;
}

std::string sealedDocument(std::string_view json, const data::ObjectType& type)
{
    const auto value = data::parseJson(json, data::makeArena(json.size()));
    assert(value.ok()); // we wrote it
    return data::sealEnvelope(
        {data::stringAt(*value, {"apiVersion"}), data::stringAt(*value, {"kind"}), data::encodeMessage(*value, type)});
}

std::string messageFrame(std::string_view eventType, std::string_view object)
{
    // meta.v1.WatchEvent{type = 1, object = 2}, with runtime.RawExtension{raw = 1}.
    data::protobuf::WireWriter event;
    event.bytes(1, eventType);
    const size_t raw = event.beginMessage(2);
    event.bytes(1, object);
    event.endMessage(raw);
    const std::string message = event.take();
    std::string frame;
    frame.reserve(4 + message.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        frame += static_cast<char>(message.size() >> shift);
    return frame += message;
}

} // namespace skiff::apiserver
