#include "cluster/base/thread_executor.h"
#include "cluster/net/websocket/connection.h"
#include "cluster/net/websocket/handshake.h"
#include "tests/support/register_test.h"
#include "tests/support/streams.h"

#include <QTest>

using namespace skiff;
using namespace skiff::net;
using namespace skiff::net::websocket;
using test::Received;

namespace {

/// What a reader says of `bytes` in pieces of one size: "[first|more]" per message, "!" for an error.
std::string readAll(std::string_view bytes, size_t piece, bool masked = false)
{
    std::string seen;
    FrameReader reader(masked, {[&](std::string_view part, bool begins, bool ends) {
                                    seen += (begins ? "[" : "") + std::string(part) + (ends ? "]" : "");
                                },
                                [&](Opcode opcode, std::string_view payload) {
                                    seen += "<" + std::to_string(int(opcode)) + std::string(payload) + ">";
                                }});
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        if (!reader.feed(bytes.substr(0, piece)).ok())
            return seen + "!";
    return seen;
}

} // namespace

class WebsocketTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsAHandshake();
    void readsFramesHoweverTheyArrive();
    void refusesWhatBreaksTheProtocol();
    void carriesMessagesBothWays();
    void answersPingsAndGoodbyes();
    void isATunnelForBytes();
};

void WebsocketTest::acceptsAHandshake()
{
    // The example of RFC 6455, 1.3.
    Headers request;
    request.add("Connection", "keep-alive, Upgrade");
    request.add("Upgrade", "websocket");
    request.add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    request.add("Sec-WebSocket-Protocol", "chat, superchat");
    request.add("Sec-WebSocket-Version", "13");
    QVERIFY(isHandshake(request));
    QCOMPARE(offeredProtocols(request), (std::vector<std::string>{"chat", "superchat"}));
    const auto answer = accept(request, "chat");
    QVERIFY(answer.ok());
    QCOMPARE(answer->get("Sec-WebSocket-Accept"), std::string_view("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    QCOMPARE(answer->get("Sec-WebSocket-Protocol"), std::string_view("chat"));
    request.set("Sec-WebSocket-Version", "8");
    QVERIFY(!accept(request, "chat").ok());
}

void WebsocketTest::readsFramesHoweverTheyArrive()
{
    // The examples of RFC 6455, 5.7: a fragmented text with a ping between, and a large message.
    using namespace std::string_view_literals;
    std::string bytes("\x01\x03Hel"sv);
    bytes += "\x89\x05Hello"sv;
    bytes += "\x80\x02lo"sv;
    bytes += frameHead(Opcode::Binary, 0);
    bytes += frameHead(Opcode::Binary, 300) + std::string(300, 'x');
    bytes += frameHead(Opcode::Binary, 70'000) + std::string(70'000, 'y');
    QCOMPARE(readAll(bytes, bytes.size()),
             "[Hel<9Hello>lo][][" + std::string(300, 'x') + "][" + std::string(70'000, 'y') + "]");
    QCOMPARE(readAll(bytes, 1), readAll(bytes, bytes.size()));
    QCOMPARE(readAll("\x82\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"sv, 3, true), std::string("[Hello]"));
    // Empty fragments say nothing, but the end.
    QCOMPARE(readAll("\x02\x00\x00\x01x\x80\x00"sv, 1), std::string("[x]"));
}

void WebsocketTest::refusesWhatBreaksTheProtocol()
{
    using namespace std::string_view_literals;
    QCOMPARE(readAll("\x82\x05hello"sv, 9, true), std::string("!"));  // not masked
    QCOMPARE(readAll("\x82\x81zzzzx"sv, 9, false), std::string("!")); // masked
    QCOMPARE(readAll("\xc2\x01x"sv, 9), std::string("!"));            // a reserved bit
    QCOMPARE(readAll("\x83\x01x"sv, 9), std::string("!"));            // an unknown frame
    QCOMPARE(readAll("\x80\x01x"sv, 9), std::string("!"));            // continues nothing
    QCOMPARE(readAll("\x02\x01x\x82\x01y"sv, 9), std::string("[x!")); // a message within another
    QCOMPARE(readAll("\x89\x7e\x00\x80"sv, 9), std::string("!"));     // a long ping
    QCOMPARE(readAll("\x09\x01x"sv, 9), std::string("!"));            // a fragmented ping
    QCOMPARE(readAll("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"sv, 99), std::string("!"));
}

void WebsocketTest::carriesMessagesBothWays()
{
    Received atServer;
    Received atClient;
    ThreadExecutor timers("timers");
    test::UpgradedPair pair;
    const auto server = Connection::make(pair.server, Role::Server, timers);
    const auto client = Connection::make(pair.client, Role::Client, timers);
    server->start({[&](std::string_view bytes, bool, bool) { atServer.add(bytes); },
                   [&] {
                       atServer.close();
                   }});
    client->start({[&](std::string_view bytes, bool, bool) { atClient.add(bytes); },
                   [&] {
                       atClient.close();
                   }});
    client->send({SharedBytes::literal("one"), SharedBytes::literal("two")}, {});
    server->send({SharedBytes::of(std::string(2'000'000, 'x'))}, {});
    QVERIFY(atServer.waitForSize(6));
    QCOMPARE(atServer.data(), std::string("onetwo"));
    QVERIFY(atClient.waitForSize(2'000'000));
    server->send({SharedBytes::literal("last")}, {});
    server->close(CloseCode::Normal);
    QVERIFY(atClient.waitForClosed());
    QVERIFY(atServer.waitForClosed());
    QCOMPARE(atClient.data().size(), size_t(2'000'004));
    timers.stop();
}

void WebsocketTest::answersPingsAndGoodbyes()
{
    Received gone;
    Received raw;
    ThreadExecutor timers("timers");
    test::UpgradedPair pair;
    const auto server = Connection::make(pair.server, Role::Server, timers);
    server->start({{}, [&] {
                       gone.close();
                   }});
    pair.client->start([&](std::string_view bytes) { raw.add(bytes); }, [&] { raw.close(); });
    const Mask mask{};
    pair.client->send(SharedBytes::of(frameHead(Opcode::Ping, 2, mask) + "hi"), {});
    QVERIFY(raw.waitForSize(4));
    QCOMPARE(raw.data(), frameHead(Opcode::Pong, 2) + "hi");
    pair.client->send(SharedBytes::of(frameHead(Opcode::Close, 2, mask) + "\x03\xe8"), {});
    QVERIFY(raw.waitForClosed());
    QCOMPARE(raw.data().substr(4), frameHead(Opcode::Close, 2) + "\x03\xe8");
    QVERIFY(gone.waitForClosed());
    timers.stop();
}

void WebsocketTest::isATunnelForBytes()
{
    Received atServer;
    Received atClient;
    ThreadExecutor timers("timers");
    test::UpgradedPair pair;
    const auto server = asByteStream(Connection::make(pair.server, Role::Server, timers));
    const auto client = asByteStream(Connection::make(pair.client, Role::Client, timers));
    server->start([&](std::string_view bytes) { atServer.add(bytes); }, [&] { atServer.close(); });
    client->start([&](std::string_view bytes) { atClient.add(bytes); }, [&] { atClient.close(); });
    for (const char* part : {"a", "b", "c"})
        client->send(SharedBytes::literal(part), {});
    QVERIFY(atServer.waitForSize(3));
    QCOMPARE(atServer.data(), std::string("abc"));
    client->close();
    QVERIFY(atServer.waitForClosed());
    QVERIFY(atClient.waitForClosed());
    timers.stop();
}

SKIFF_REGISTER_TEST(WebsocketTest);

#include "websocket_test.moc"
