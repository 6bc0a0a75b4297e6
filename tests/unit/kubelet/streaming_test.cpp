#include "cluster/base/thread_executor.h"
#include "cluster/kubelet/streaming/stream_server.h"
#include "cluster/net/spdy/session.h"
#include "cluster/net/websocket/connection.h"
#include "tests/support/register_test.h"
#include "tests/support/streams.h"

#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace skiff;
using namespace skiff::kubelet;
using net::SharedBytes;
using net::spdy::Session;
using test::Received;

namespace {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// Where a pod's process would listen: answers every request, then closes.
std::unique_ptr<net::HttpServer> podServer()
{
    auto server = std::make_unique<net::HttpServer>(
        net::HttpServer::Options{}, [](const std::shared_ptr<net::Exchange>& exchange) {
            net::Response response;
            response.headers.add("Connection", "close");
            response.body.push_back(SharedBytes::of("you asked for " + exchange->request().path));
            exchange->send(std::move(response));
        });
    if (!server->start().ok())
        qFatal("no server");
    return server;
}

constexpr std::string_view podRequest = "GET /it HTTP/1.1\r\nHost: pod\r\n\r\n";
constexpr const char* podAnswer = "you asked for /it";

/// Plays containerd: standard input comes back on standard output until it ends; then a status.
class RuntimeServer
{
public:
    RuntimeServer() : server({}, [this](const std::shared_ptr<net::Exchange>& exchange) { serve(*exchange); })
    {
        if (!server.start().ok())
            qFatal("no server");
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server.port()) + "/exec/token"; }

    std::vector<std::shared_ptr<net::spdy::Stream>> streams; ///< before `server`: its loops let go of them
    std::atomic<bool> gone{false};
    Received resized;
    net::HttpServer server;

private:
    void serve(net::Exchange& exchange)
    {
        if (exchange.request().headers.get("X-Stream-Protocol-Version") != "v4.channel.k8s.io")
            return;
        net::Headers headers;
        headers.add("Connection", "Upgrade");
        headers.add("Upgrade", "SPDY/3.1");
        auto session = Session::make(*exchange.upgrade(std::move(headers)), {});
        Session::Events events;
        events.onStream = [this](std::shared_ptr<net::spdy::Stream> stream) {
            take(std::move(stream));
        };
        events.onClosed = [this](const Status&) {
            streams.clear();
            gone = true;
        };
        session->start(std::move(events));
    }

    std::shared_ptr<net::spdy::Stream> find(std::string_view type)
    {
        for (const auto& stream : streams)
            if (stream->headers().get("streamtype") == type)
                return stream;
        return nullptr;
    }

    void take(std::shared_ptr<net::spdy::Stream> stream)
    {
        streams.push_back(stream);
        const std::string_view type = stream->headers().get("streamtype");
        if (type == "stdin")
            stream->start(
                {[this](std::string_view bytes) { find("stdout")->send(SharedBytes::of(std::string(bytes)), {}); },
                 [this] {
                     find("stdout")->finish();
                     find("stderr")->finish();
                     find("error")->send(SharedBytes::literal(R"({"status":"Success"})"), {});
                     find("error")->finish();
                 },
                 {}});
        else if (type == "resize")
            stream->start({[this](std::string_view bytes) { resized.add(bytes); }, {}, {}});
    }
};

/// A StreamServer behind HTTP, and a client that asks it for an upgrade.
class Streaming
{
public:
    using Serve = std::function<void(StreamServer&, const std::shared_ptr<net::Exchange>&)>;

    explicit Streaming(Serve serve)
        : m_streams(m_loops, m_timers),
          m_server({}, [this, serve = std::move(serve)](const std::shared_ptr<net::Exchange>& exchange) {
              serve(m_streams, exchange);
          })
    {
        if (!m_server.start().ok())
            qFatal("no server");
    }
    /// The loops stop first: no callback comes after that.
    ~Streaming()
    {
        m_server.stop();
        m_loops->stop();
        m_timers.stop();
    }

    net::Upgraded connect(const HeaderList& headers)
    {
        net::ClientRequest request;
        request.endpoint.address = {"127.0.0.1", m_server.port(), {}};
        request.headers.add("Connection", "Upgrade");
        for (const auto& [name, value] : headers)
            request.headers.add(name, value);
        std::promise<net::Upgraded> connected;
        const auto call = m_client.upgrade(std::move(request), [&connected](Result<net::Upgraded> upgraded) {
            connected.set_value(upgraded.ok() ? std::move(upgraded).value() : net::Upgraded{});
        });
        return connected.get_future().get();
    }
    net::Upgraded connectWebSocket(const std::string& protocol)
    {
        return connect({{"Upgrade", "websocket"},
                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                        {"Sec-WebSocket-Version", "13"},
                        {"Sec-WebSocket-Protocol", protocol}});
    }
    Executor& timers() { return m_timers; }

private:
    std::shared_ptr<net::LoopGroup> m_loops = std::make_shared<net::LoopGroup>();
    ThreadExecutor m_timers{"timers"};
    StreamServer m_streams;
    net::HttpServer m_server;
    net::HttpClient m_client{{}};
};

std::shared_ptr<Session> clientSession(std::shared_ptr<net::ByteStream> bytes)
{
    Session::Options options;
    options.role = Session::Role::Client;
    auto session = Session::make(std::move(bytes), options);
    session->start({});
    return session;
}

std::shared_ptr<net::spdy::Stream> open(Session& session, const char* type, uint16_t port, const char* request)
{
    net::Headers headers;
    headers.add("streamType", type);
    headers.add("port", std::to_string(port));
    headers.add("requestID", request);
    return *session.open(headers);
}

Streaming::Serve portsOf(std::vector<std::string> ports = {})
{
    return [ports](StreamServer& streams, const std::shared_ptr<net::Exchange>& exchange) {
        streams.servePorts(exchange, {"", "web", "uid-1"}, ports);
    };
}

/// A port that refuses: bound and not listened on.
class RefusedPort
{
public:
    RefusedPort() : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (::bind(m_fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            qFatal("no loopback port");
        port = ntohs(address.sin_port);
    }
    ~RefusedPort() { ::close(m_fd); }
    uint16_t port = 0;

private:
    int m_fd;
};

} // namespace

class StreamingTest : public QObject
{
    Q_OBJECT

private slots:
    void forwardsOverSpdy_data();
    void forwardsOverSpdy();
    void forwardsOverChannels();
    void saysWhyThereIsNoConnection();
    void refusesOtherProtocols();
    void translatesV5();
    void aLostRuntimeIsAFailure();
    void aLostClientEndsTheCommand();
};

void StreamingTest::forwardsOverSpdy_data()
{
    QTest::addColumn<bool>("tunnel");
    QTest::newRow("SPDY") << false;
    QTest::newRow("SPDY inside WebSocket") << true;
}

void StreamingTest::forwardsOverSpdy()
{
    QFETCH(bool, tunnel);
    const auto pod = podServer();
    Received errors[2];
    Received answers[2];
    Streaming streaming(portsOf());
    net::Upgraded upgraded =
        tunnel ? streaming.connectWebSocket("SPDY/3.1+portforward.k8s.io")
               : streaming.connect({{"Upgrade", "SPDY/3.1"}, {"X-Stream-Protocol-Version", "portforward.k8s.io"}});
    QCOMPARE(upgraded.response.status, 101);
    if (tunnel)
        upgraded.stream = asByteStream(net::websocket::Connection::make(
            std::move(upgraded.stream), net::websocket::Role::Client, streaming.timers()));
    else
        QCOMPARE(upgraded.response.headers.get("X-Stream-Protocol-Version"), std::string_view("portforward.k8s.io"));
    const auto session = clientSession(std::move(upgraded.stream));
    std::vector<std::shared_ptr<net::spdy::Stream>> streams;
    for (int i = 0; i < 2; ++i) {
        const auto error = open(*session, "error", pod->port(), i ? "1" : "0");
        error->finish();
        const auto data = open(*session, "data", pod->port(), i ? "1" : "0");
        error->start(errors[i].events());
        data->start(answers[i].events());
        data->send(SharedBytes::literal(podRequest), {});
        streams.push_back(error);
        streams.push_back(data);
    }
    for (int i = 0; i < 2; ++i) {
        QVERIFY(answers[i].waitForEnd());
        QVERIFY(answers[i].data().ends_with(podAnswer));
        QVERIFY(errors[i].waitForEnd());
        QCOMPARE(errors[i].data(), std::string());
    }
    session->close();
}

void StreamingTest::forwardsOverChannels()
{
    const auto pod = podServer();
    const RefusedPort refused;
    Received client;
    Streaming streaming(portsOf({std::to_string(pod->port()) + "," + std::to_string(refused.port)}));
    net::Upgraded upgraded = streaming.connectWebSocket("v4.channel.k8s.io");
    QCOMPARE(upgraded.response.headers.get("Sec-WebSocket-Protocol"), std::string_view("v4.channel.k8s.io"));
    const auto connection =
        net::websocket::Connection::make(std::move(upgraded.stream), net::websocket::Role::Client, streaming.timers());
    connection->start(
        {[&](std::string_view bytes, bool begins, bool) { client.add((begins ? "|" : "") + std::string(bytes)); },
         [&] {
             client.close();
         }});
    connection->send({SharedBytes::literal(std::string_view("\0", 1)), SharedBytes::literal(podRequest)}, {});
    QVERIFY(client.waitForClosed());
    const std::string all = client.data();
    const auto begins = [](int channel, uint16_t port) {
        return std::string("|") + char(channel) + char(port & 0xff) + char(port >> 8);
    };
    QVERIFY(all.find(begins(0, pod->port())) != std::string::npos);
    QVERIFY(all.find(begins(3, refused.port)) != std::string::npos);
    QVERIFY(all.find(podAnswer) != std::string::npos);
    QVERIFY(all.find("|\x03"
                     "error forwarding port " +
                     std::to_string(refused.port)) != std::string::npos);
}

void StreamingTest::saysWhyThereIsNoConnection()
{
    const RefusedPort refused;
    Received errors;
    Received answer;
    Streaming streaming(portsOf());
    const auto session = clientSession(
        streaming.connect({{"Upgrade", "SPDY/3.1"}, {"X-Stream-Protocol-Version", "portforward.k8s.io"}}).stream);
    // Without a request's name the pair goes by the streams' numbers.
    const auto error = open(*session, "error", refused.port, "");
    const auto data = open(*session, "data", refused.port, "");
    error->start(errors.events());
    data->start(answer.events());
    QVERIFY(errors.waitForEnd());
    const QString text = QString::fromStdString(errors.data());
    QVERIFY2(text.startsWith(QStringLiteral("error forwarding port %1 to pod web, uid uid-1: ").arg(refused.port)),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Connection refused")), qPrintable(text));
    QVERIFY(answer.waitForEnd());
    Received bad;
    const auto wrong = open(*session, "other", refused.port, "x");
    wrong->start(bad.events());
    QVERIFY(bad.waitForClosed());
    session->close();
}

void StreamingTest::refusesOtherProtocols()
{
    Streaming streaming(portsOf({"80"}));
    QCOMPARE(streaming.connect({{"Upgrade", "SPDY/3.1"}, {"X-Stream-Protocol-Version", "other"}}).response.status, 403);
    QCOMPARE(streaming.connect({{"Upgrade", "h2c"}}).response.status, 400);
    QCOMPARE(streaming.connectWebSocket("v5.channel.k8s.io").response.status, 400);
    Streaming noPorts(portsOf());
    QCOMPARE(noPorts.connectWebSocket("v4.channel.k8s.io").response.status, 400);
    Streaming badPort(portsOf({"80,zero"}));
    QCOMPARE(badPort.connectWebSocket("v4.channel.k8s.io").response.status, 400);
}

void StreamingTest::translatesV5()
{
    Received client;
    RuntimeServer runtime;
    Streaming streaming([&](StreamServer& streams, const std::shared_ptr<net::Exchange>& exchange) {
        streams.serveCommand(exchange, runtime.url(), {true, true, true, true});
    });
    net::Upgraded upgraded = streaming.connectWebSocket("v5.channel.k8s.io, v4.channel.k8s.io");
    QCOMPARE(upgraded.response.headers.get("Sec-WebSocket-Protocol"), std::string_view("v5.channel.k8s.io"));
    const auto connection =
        net::websocket::Connection::make(std::move(upgraded.stream), net::websocket::Role::Client, streaming.timers());
    connection->start(
        {[&](std::string_view bytes, bool begins, bool) { client.add((begins ? "|" : "") + std::string(bytes)); },
         [&] {
             client.close();
         }});
    connection->send({SharedBytes::literal("\x04{\"Width\":80,\"Height\":24}")}, {});
    connection->send({SharedBytes::literal(std::string_view("\0", 1)), SharedBytes::literal("ahoy")}, {});
    QVERIFY(client.waitForSize(8));
    QVERIFY(runtime.resized.waitForSize(24));
    // Channel 255 closes standard input; only then does the command end.
    connection->send({SharedBytes::literal(std::string_view("\xff\0", 2))}, {});
    QVERIFY(client.waitForClosed());
    QCOMPARE(client.data(), std::string("|\x01|\x01"
                                        "ahoy|\x03{\"status\":\"Success\"}"));
    QTRY_VERIFY(runtime.gone);
}

void StreamingTest::aLostRuntimeIsAFailure()
{
    Received client;
    auto runtime = std::make_unique<RuntimeServer>();
    Streaming streaming([&](StreamServer& streams, const std::shared_ptr<net::Exchange>& exchange) {
        streams.serveCommand(exchange, runtime->url(), {true, true, true, false});
    });
    const auto connection = net::websocket::Connection::make(streaming.connectWebSocket("v5.channel.k8s.io").stream,
                                                             net::websocket::Role::Client, streaming.timers());
    connection->start({[&](std::string_view bytes, bool, bool) { client.add(bytes); },
                       [&] {
                           client.close();
                       }});
    QVERIFY(client.waitForSize(1));
    runtime->server.stop();
    QVERIFY(client.waitForClosed());
    QVERIFY(client.data().find("InternalError") != std::string::npos);
}

void StreamingTest::aLostClientEndsTheCommand()
{
    RuntimeServer runtime;
    Streaming streaming([&](StreamServer& streams, const std::shared_ptr<net::Exchange>& exchange) {
        streams.serveCommand(exchange, runtime.url(), {true, true, true, false});
    });
    net::Upgraded upgraded = streaming.connectWebSocket("v5.channel.k8s.io");
    upgraded.stream->close();
    QTRY_VERIFY(runtime.gone);
}

SKIFF_REGISTER_TEST(StreamingTest);

#include "streaming_test.moc"
