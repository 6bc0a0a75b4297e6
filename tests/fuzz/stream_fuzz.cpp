// Feeds bytes to what upgraded connections speak: SPDY frames, header blocks and whole sessions, WebSocket frames. The
// first byte says how the rest is cut into pieces and which options hold.
#include "cluster/net/spdy/session.h"
#include "cluster/net/websocket/frame.h"

#include <algorithm>
#include <cstdlib>

using namespace skiff;

namespace {

/// A connection whose other end is the fuzzer; what is sent is forgotten.
class Feed final : public net::ByteStream
{
public:
    void start(std::function<void(std::string_view)> data, std::function<void()> close) override
    {
        onData = std::move(data);
        onClose = std::move(close);
    }
    void send(net::SharedBytes, std::function<void()> sent) override
    {
        if (sent)
            later.push_back(std::move(sent));
    }
    void pause() override {}
    void resume() override {}
    void close() override {}

    std::function<void(std::string_view)> onData;
    std::function<void()> onClose;
    std::vector<std::function<void()>> later;
};

template <class Take>
void inPieces(std::string_view bytes, size_t piece, Take take)
{
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        if (!take(bytes.substr(0, piece)))
            return;
}

/// Messages must come out the same however the bytes are cut.
std::string readMessages(std::string_view bytes, size_t piece, bool masked)
{
    std::string seen;
    net::websocket::FrameReader reader(masked, {[&](std::string_view part, bool begins, bool ends) {
                                                    seen.append(begins ? "[" : "").append(part).append(ends ? "]" : "");
                                                },
                                                [&](net::websocket::Opcode, std::string_view payload) {
                                                    if (payload.size() > 125)
                                                        std::abort();
                                                }});
    inPieces(bytes, piece, [&](std::string_view part) { return reader.feed(part).ok(); });
    return seen;
}

void runSession(std::string_view bytes, size_t piece, bool server, bool flowControl)
{
    const auto feed = std::make_shared<Feed>();
    net::spdy::Session::Options options;
    options.role = server ? net::spdy::Session::Role::Server : net::spdy::Session::Role::Client;
    options.flowControl = flowControl;
    options.maxStreams = 20;
    const auto session = net::spdy::Session::make(feed, options);
    std::vector<std::shared_ptr<net::spdy::Stream>> streams;
    net::spdy::Session::Events events;
    events.onStream = [&](std::shared_ptr<net::spdy::Stream> stream) {
        // Every other echoes; the rest waits.
        if (stream->id() % 4 == 1)
            stream->start({[raw = stream.get()](std::string_view part) {
                               raw->send(net::SharedBytes::of(std::string(part)), {});
                           },
                           [raw = stream.get()] { raw->finish(); },
                           {}});
        streams.push_back(std::move(stream));
    };
    session->start(std::move(events));
    if (const auto own = session->open({}); own.ok())
        streams.push_back(*own);
    inPieces(bytes, piece, [&](std::string_view part) {
        feed->onData(part);
        return true;
    });
    for (const auto& stream : streams)
        if (stream->id() % 4 != 1)
            stream->start({});
    streams.clear();
    session->close();
    feed->onClose();
    feed->onData = nullptr;
    feed->onClose = nullptr;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t piece = data[0] % 32 + 1;
    const bool one = data[0] & 64;
    const bool other = data[0] & 128;
    if (readMessages(bytes, piece, one) != readMessages(bytes, bytes.size() + 1, one))
        std::abort();
    runSession(bytes, piece, one, other);
    const auto headers = net::spdy::HeaderDecoder().decode(bytes);
    if (headers.ok()) {
        // What was read can be written and read again.
        const auto again = net::spdy::HeaderDecoder().decode(net::spdy::HeaderEncoder().encode(*headers));
        if (!again.ok() ||
            std::distance(again->begin(), again->end()) != std::distance(headers->begin(), headers->end()))
            std::abort();
    }
    return 0;
}
