#include "cluster/kubelet/streaming/remote_command.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace skiff::kubelet {

namespace {

using StreamPtr = std::shared_ptr<net::spdy::Stream>;

enum Channel : unsigned char
{
    Input = 0,
    Output = 1,
    ErrorOutput = 2,
    StatusChannel = 3,
    Resize = 4,
    Close = 255,
};

constexpr size_t MostStatus = 64 * 1024;
constexpr std::string_view LostStatus =
    R"({"metadata":{},"status":"Failure","message":"the connection to the container runtime is lost","reason":"InternalError","code":500})";

/// Owned by the callbacks of both connections; ends when the client's does.
class Translation final : public std::enable_shared_from_this<Translation>
{
public:
    Translation(std::shared_ptr<net::websocket::Connection> client, std::shared_ptr<net::spdy::Session> runtime)
        : m_client(std::move(client)), m_runtime(std::move(runtime))
    {}

    void start(const CommandStreams& wanted)
    {
        m_runtime->start({});
        // The runtime counts streams; it wants the one for the status first.
        const StreamPtr status = open("error");
        m_input = wanted.standardInput ? open("stdin") : nullptr;
        const StreamPtr output = wanted.standardOutput ? open("stdout") : nullptr;
        const StreamPtr errorOutput = wanted.standardError ? open("stderr") : nullptr;
        m_resize = wanted.tty ? open("resize") : nullptr;
        m_open = 1 + (output ? 1 : 0) + (errorOutput ? 1 : 0);

        // An empty message says that the command runs.
        send(output ? Output : errorOutput ? ErrorOutput : StatusChannel, {}, {});
        listen(status, [self = shared_from_this()](std::string_view bytes) {
            self->m_status.append(bytes.substr(0, MostStatus - std::min(MostStatus, self->m_status.size())));
        });
        if (output)
            passOn(output, Output);
        if (errorOutput)
            passOn(errorOutput, ErrorOutput);
        if (m_input)
            watchInput();
        m_client->start(
            {[self = shared_from_this()](std::string_view bytes, bool begins, bool) { self->onPiece(bytes, begins); },
             [self = shared_from_this()] {
                 self->m_runtime->close();
             }});
    }

private:
    StreamPtr open(const char* type)
    {
        net::Headers headers;
        headers.add("streamtype", type);
        auto stream = m_runtime->open(headers);
        return stream.ok() ? std::move(stream).value() : nullptr;
    }

    void send(Channel channel, std::string text, std::function<void()> sent)
    {
        m_client->send(
            {net::SharedBytes::of(std::string(1, static_cast<char>(channel))), net::SharedBytes::of(std::move(text))},
            std::move(sent));
    }

    /// The stream lives as long as its own callbacks, which go when it closes.
    void listen(const StreamPtr& stream, std::function<void(std::string_view)> onData)
    {
        const auto ended = [self = shared_from_this(), told = std::make_shared<std::atomic<bool>>(false)] {
            if (!told->exchange(true))
                self->streamEnded();
        };
        if (!stream)
            return ended();
        net::Duplex::Events events;
        events.onData = std::move(onData);
        events.onEnd = ended;
        events.onClosed = [stream, ended](const Status&) {
            ended();
        };
        stream->start(std::move(events));
    }

    void passOn(const StreamPtr& stream, Channel channel)
    {
        listen(stream, [self = shared_from_this(), weak = std::weak_ptr(stream), channel](std::string_view bytes) {
            if (const auto from = weak.lock())
                from->pause();
            self->send(channel, std::string(bytes), [weak] {
                if (const auto from = weak.lock())
                    from->resume();
            });
        });
    }

    void watchInput()
    {
        net::Duplex::Events events;
        events.onClosed = [self = shared_from_this()](const Status&) {
            self->m_inputOpen = false;
            self->m_client->resume();
        };
        m_input->start(std::move(events));
    }

    /// All output is with the client, and the status is known.
    void streamEnded()
    {
        if (m_open.fetch_sub(1) != 1)
            return;
        send(StatusChannel, m_status.empty() ? std::string(LostStatus) : m_status, {});
        m_client->close(net::websocket::CloseCode::Normal);
        m_runtime->close();
    }

    void onPiece(std::string_view bytes, bool begins)
    {
        if (begins && !bytes.empty()) {
            m_channel = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
        }
        if (bytes.empty())
            return;
        if (m_channel == Input && m_input && m_inputOpen) {
            m_client->pause();
            m_input->send(net::SharedBytes::of(std::string(bytes)), [client = m_client] { client->resume(); });
            if (!m_inputOpen)
                m_client->resume();
        } else if (m_channel == Resize && m_resize) {
            m_resize->send(net::SharedBytes::of(std::string(bytes)), {});
        } else if (m_channel == Close && m_input && static_cast<unsigned char>(bytes.front()) == Input) {
            m_input->finish();
        }
    }

    const std::shared_ptr<net::websocket::Connection> m_client;
    const std::shared_ptr<net::spdy::Session> m_runtime;
    StreamPtr m_input;
    StreamPtr m_resize;
    std::atomic<bool> m_inputOpen{true};
    std::atomic<int> m_open{0}; ///< streams that may still bring something
    std::string m_status;       ///< of the runtime; its stream's callbacks, then whoever sees the last end
    unsigned m_channel = 0;     ///< of the message under way; the client's loop only
};

} // namespace

void translateCommand(std::shared_ptr<net::websocket::Connection> client, std::shared_ptr<net::spdy::Session> runtime,
                      const CommandStreams& streams)
{
    std::make_shared<Translation>(std::move(client), std::move(runtime))->start(streams);
}

} // namespace skiff::kubelet
