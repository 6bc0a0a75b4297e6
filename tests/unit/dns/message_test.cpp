#include "cluster/dns/message.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::dns;

namespace {

/// A query for web.default, type A, with an EDNS record that offers 1232 bytes.
std::string sampleQuery()
{
    using namespace std::string_literals;
    return "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01"
           "\x03Web\x07"
           "default\x00\x00\x01\x00\x01"
           "\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"s;
}

Answer manyAddresses(size_t count)
{
    Answer answer;
    for (size_t i = 0; i < count; ++i)
        answer.answers.push_back({.name = "web.default", .address = addressBytes("10.0.0.1")});
    return answer;
}

} // namespace

class DnsMessageTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAQueryWithEdns();
    void refusesEveryTruncatedQuery();
    void refusesCompressionInTheQuestion();
    void pointsToNamesItHasWritten();
    void truncatesWhatDoesNotFit();
};

void DnsMessageTest::readsAQueryWithEdns()
{
    const auto query = parseQuery(sampleQuery());
    QVERIFY(query.ok());
    QCOMPARE(query->id, uint16_t(0x1234));
    QCOMPARE(query->question.name, std::string("web.default"));
    QCOMPARE(query->originalName, std::string("Web.default"));
    QVERIFY(query->recursionDesired && query->hasEdns);
    QCOMPARE(query->udpSize, uint16_t(1232));
}

void DnsMessageTest::refusesEveryTruncatedQuery()
{
    const std::string packet = sampleQuery();
    for (size_t size = 0; size < packet.size(); ++size)
        QVERIFY2(!parseQuery(std::string_view(packet).substr(0, size)).ok(), std::to_string(size).c_str());
}

void DnsMessageTest::refusesCompressionInTheQuestion()
{
    std::string packet = sampleQuery();
    packet[12] = char(0xC0);
    QVERIFY(!parseQuery(packet).ok());
}

void DnsMessageTest::pointsToNamesItHasWritten()
{
    const auto query = parseQuery(sampleQuery());
    const std::string message = encodeAnswer(*query, manyAddresses(1), 512);
    // header 12, question 17, record: pointer 2 + 10 + 4, EDNS 11
    QCOMPARE(message.size(), size_t(12 + 17 + 16 + 11));
    QCOMPARE(uint8_t(message[29]), uint8_t(0xC0));
    QCOMPARE(uint8_t(message[30]), uint8_t(12));
}

void DnsMessageTest::truncatesWhatDoesNotFit()
{
    const auto query = parseQuery(sampleQuery());
    const std::string whole = encodeAnswer(*query, manyAddresses(100), 65535);
    const std::string cut = encodeAnswer(*query, manyAddresses(100), 512);
    QVERIFY(!(whole[2] & 0x02));
    QVERIFY(cut[2] & 0x02);
    QVERIFY(cut.size() <= 512);
}

SKIFF_REGISTER_TEST(DnsMessageTest);

#include "message_test.moc"
