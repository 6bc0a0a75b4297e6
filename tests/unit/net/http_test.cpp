#include "cluster/net/http.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

class HttpTest : public QObject
{
    Q_OBJECT

private slots:
    void comparesHeaderNamesWithoutCase();
    void findsTokensInCommaLists();
    void decodesPercentEscapes();
    void parsesQueriesInOrder();
};

void HttpTest::comparesHeaderNamesWithoutCase()
{
    net::Headers headers;
    headers.add("X-Stream-Protocol-Version", "v4.channel.k8s.io");
    headers.add("x-stream-protocol-version", "v1");
    QCOMPARE(headers.get("X-STREAM-PROTOCOL-VERSION"), std::string_view("v4.channel.k8s.io"));
    QCOMPARE(headers.all("x-stream-protocol-version").size(), size_t(2));
    headers.set("X-Stream-Protocol-Version", "v3");
    QCOMPARE(headers.all("x-stream-protocol-version").size(), size_t(1));
    headers.remove("x-stream-protocol-version");
    QVERIFY(!headers.has("x-stream-protocol-version"));
}

void HttpTest::findsTokensInCommaLists()
{
    net::Headers headers;
    headers.add("Connection", "keep-alive, Upgrade");
    QVERIFY(headers.hasToken("connection", "upgrade"));
    QVERIFY(!headers.hasToken("connection", "close"));
}

void HttpTest::decodesPercentEscapes()
{
    std::string decoded;
    QVERIFY(net::percentDecode("a%2Fb+c", decoded));
    QCOMPARE(decoded, std::string("a/b+c"));
    for (const char* broken : {"%", "%2", "%zz", "a%2"})
        QVERIFY(!net::percentDecode(broken, decoded));
    QCOMPARE(net::percentEncode("a/b c~"), std::string("a%2Fb%20c~"));
}

void HttpTest::parsesQueriesInOrder()
{
    const auto parameters = net::parseQuery("watch=1&labelSelector=a%3Db&command=ls+-l&&flag&bad=%zz");
    const std::vector<std::pair<std::string, std::string>> expected{
        {"watch", "1"}, {"labelSelector", "a=b"}, {"command", "ls -l"}, {"flag", ""}, {"bad", "%zz"}};
    QVERIFY(parameters == expected);
}

SKIFF_REGISTER_TEST(HttpTest);

#include "http_test.moc"
