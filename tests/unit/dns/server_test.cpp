#include "cluster/dns/server.h"
#include "tests/support/register_test.h"
#include "tests/unit/dns/sample_zone.h"

#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace skiff;
using namespace skiff::dns;

namespace {

std::string queryFor(const std::string& name)
{
    using namespace std::string_literals;
    std::string packet = "\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"s;
    size_t begin = 0;
    while (begin <= name.size()) {
        const size_t dot = std::min(name.find('.', begin), name.size());
        packet += char(dot - begin);
        packet.append(name, begin, dot - begin);
        begin = dot + 1;
    }
    return packet + "\x00\x00\x01\x00\x01"s;
}

/// Sends `bytes` over a connected socket of `type` and returns the first answer.
std::string exchange(int type, uint16_t port, const std::string& bytes)
{
    const int fd = ::socket(AF_INET, type, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const timeval limit{5, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    std::string answer(4096, '\0');
    ssize_t size = -1;
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::send(fd, bytes.data(), bytes.size(), 0) == ssize_t(bytes.size()))
        size = ::recv(fd, answer.data(), answer.size(), 0);
    ::close(fd);
    answer.resize(size_t(std::max<ssize_t>(size, 0)));
    return answer;
}

std::unique_ptr<Server> startServer(std::vector<std::string> upstreams = {}, uint16_t upstreamPort = 53)
{
    auto zone = std::make_shared<const Zone>(test::sampleZone());
    auto server = std::make_unique<Server>(
        ServerOptions{.address = "127.0.0.1", .port = 0, .upstreams = std::move(upstreams), .upstreamPort = upstreamPort},
        [zone] { return zone; });
    return server->start().ok() ? std::move(server) : nullptr;
}

} // namespace

class DnsServerTest : public QObject
{
    Q_OBJECT

private slots:
    void answersOverUdp();
    void answersOverTcp();
    void refusesOtherNamesWithoutUpstream();
    void passesOtherNamesToTheUpstream();
    void saysWhenThePortIsTaken();
    void readsResolvConf();
};

void DnsServerTest::answersOverUdp()
{
    const auto server = startServer();
    QVERIFY(server);
    const std::string answer = exchange(SOCK_DGRAM, server->port(), queryFor("web.default.svc.cluster.local"));
    QVERIFY(answer.ends_with(addressBytes("10.96.0.20")));
}

void DnsServerTest::answersOverTcp()
{
    const auto server = startServer();
    QVERIFY(server);
    const std::string query = queryFor("web.default.svc.cluster.local");
    const std::string frame = std::string{char(query.size() >> 8), char(query.size() & 0xFF)} + query;
    const std::string answer = exchange(SOCK_STREAM, server->port(), frame);
    QVERIFY(answer.ends_with(addressBytes("10.96.0.20")));
}

void DnsServerTest::refusesOtherNamesWithoutUpstream()
{
    const auto server = startServer();
    QVERIFY(server);
    const std::string answer = exchange(SOCK_DGRAM, server->port(), queryFor("example.org"));
    QCOMPARE(answer.size() > 3 ? answer[3] & 0x0F : -1, int(ResponseCode::Refused));
}

void DnsServerTest::passesOtherNamesToTheUpstream()
{
    // The upstream is another server of ours that knows the sample zone under its own domain.
    auto zone = std::make_shared<const Zone>(
        "up.test", std::vector<ServiceRecord>{{.nameSpace = "a", .name = "b", .clusterAddresses = {"192.0.2.9"}}},
        std::set<std::string>{}, 1);
    Server upstream({.address = "127.0.0.1", .port = 0}, [zone] { return zone; });
    QVERIFY(upstream.start().ok());
    const auto server = startServer({"127.0.0.1"}, upstream.port());
    QVERIFY(server);
    QVERIFY(exchange(SOCK_DGRAM, server->port(), queryFor("b.a.svc.up.test")).ends_with(addressBytes("192.0.2.9")));
    const std::string query = queryFor("b.a.svc.up.test");
    const std::string frame = std::string{char(query.size() >> 8), char(query.size() & 0xFF)} + query;
    QVERIFY(exchange(SOCK_STREAM, server->port(), frame).ends_with(addressBytes("192.0.2.9")));
}

void DnsServerTest::saysWhenThePortIsTaken()
{
    const auto first = startServer();
    QVERIFY(first);
    Server second({.address = "127.0.0.1", .port = first->port()}, [] { return nullptr; });
    const Status status = second.start();
    QVERIFY(!status.ok());
    QCOMPARE(status.error().code, ErrorCode::AlreadyExists);
}

void DnsServerTest::readsResolvConf()
{
    QCOMPARE(upstreamsFrom("# x\nnameserver 127.0.0.53\nnameserver\t192.0.2.1 # a\nnameserver ::1\nsearch a\n"
                           "nameserver 10.96.0.10\nnameserver 192.0.2.2",
                           "10.96.0.10"),
             (std::vector<std::string>{"192.0.2.1", "192.0.2.2"}));
}

SKIFF_REGISTER_TEST(DnsServerTest);

#include "server_test.moc"
