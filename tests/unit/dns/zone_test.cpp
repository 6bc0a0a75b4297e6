#include "tests/support/register_test.h"
#include "tests/unit/dns/sample_zone.h"

#include <QTest>

using namespace skiff;
using namespace skiff::dns;

class ZoneTest : public QObject
{
    Q_OBJECT

private slots:
    void answersAServiceWithItsClusterAddress();
    void answersAHeadlessServiceWithItsPods();
    void answersOnePodOfAHeadlessServiceByHostname();
    void answersAnExternalNameWithACname();
    void answersPortsWithSrvAndAddresses();
    void answersReverseNames();
    void answersPodAddresses();
    void saysWhichNamesExistWithoutRecords();
    void saysNoSuchNameWithSoa();
    void leavesOtherDomainsToOthers();

private:
    Answer ask(const char* name, RecordType type) const
    {
        return m_zone.answer({.name = name, .type = type}).value_or(Answer{.code = ResponseCode::Refused});
    }
    const Zone m_zone = test::sampleZone();
};

void ZoneTest::answersAServiceWithItsClusterAddress()
{
    const Answer answer = ask("web.default.svc.cluster.local", RecordType::A);
    QCOMPARE(answer.answers.size(), size_t(1));
    QCOMPARE(answer.answers[0].address, addressBytes("10.96.0.20"));
    QVERIFY(answer.authoritative);
}

void ZoneTest::answersAHeadlessServiceWithItsPods()
{
    const Answer answer = ask("db.default.svc.cluster.local", RecordType::A);
    QCOMPARE(answer.answers.size(), size_t(2));
    QCOMPARE(answer.answers[1].address, addressBytes("10.244.0.8"));
}

void ZoneTest::answersOnePodOfAHeadlessServiceByHostname()
{
    QCOMPARE(ask("db-0.db.default.svc.cluster.local", RecordType::A).answers.at(0).address, addressBytes("10.244.0.7"));
    QCOMPARE(ask("10-244-0-8.db.default.svc.cluster.local", RecordType::A).answers.at(0).address,
             addressBytes("10.244.0.8"));
    QCOMPARE(ask("db-9.db.default.svc.cluster.local", RecordType::A).code, ResponseCode::NameError);
}

void ZoneTest::answersAnExternalNameWithACname()
{
    const Answer answer = ask("out.default.svc.cluster.local", RecordType::A);
    QCOMPARE(answer.answers.at(0).type, RecordType::Cname);
    QCOMPARE(answer.answers.at(0).target, std::string("example.org"));
}

void ZoneTest::answersPortsWithSrvAndAddresses()
{
    const Answer service = ask("_http._tcp.web.default.svc.cluster.local", RecordType::Srv);
    QCOMPARE(service.answers.at(0).port, uint16_t(80));
    QCOMPARE(service.answers.at(0).target, std::string("web.default.svc.cluster.local"));
    QCOMPARE(service.additional.at(0).address, addressBytes("10.96.0.20"));

    const Answer headless = ask("_sql._tcp.db.default.svc.cluster.local", RecordType::Srv);
    QCOMPARE(headless.answers.size(), size_t(2));
    QCOMPARE(headless.answers[0].target, std::string("db-0.db.default.svc.cluster.local"));
    QCOMPARE(ask("_sql._udp.db.default.svc.cluster.local", RecordType::Srv).code, ResponseCode::NameError);
}

void ZoneTest::answersReverseNames()
{
    QCOMPARE(ask("20.0.96.10.in-addr.arpa", RecordType::Ptr).answers.at(0).target,
             std::string("web.default.svc.cluster.local"));
    QCOMPARE(ask("7.0.244.10.in-addr.arpa", RecordType::Ptr).answers.at(0).target,
             std::string("db-0.db.default.svc.cluster.local"));
    QVERIFY(!m_zone.answer({.name = "1.1.1.1.in-addr.arpa", .type = RecordType::Ptr}));
}

void ZoneTest::answersPodAddresses()
{
    QCOMPARE(ask("10-244-0-7.default.pod.cluster.local", RecordType::A).answers.at(0).address,
             addressBytes("10.244.0.7"));
    QCOMPARE(ask("10-244-0-7.nowhere.pod.cluster.local", RecordType::A).code, ResponseCode::NameError);
    QCOMPARE(ask("nonsense.default.pod.cluster.local", RecordType::A).code, ResponseCode::NameError);
}

void ZoneTest::saysWhichNamesExistWithoutRecords()
{
    for (const char* name : {"web.default.svc.cluster.local", "default.svc.cluster.local", "svc.cluster.local",
                             "empty.svc.cluster.local", "cluster.local"}) {
        const Answer answer = ask(name, RecordType::Aaaa);
        QCOMPARE(answer.code, ResponseCode::NoError);
        QVERIFY2(answer.answers.empty(), name);
        QCOMPARE(answer.authority.at(0).type, RecordType::Soa);
    }
}

void ZoneTest::saysNoSuchNameWithSoa()
{
    for (const char* name : {"no.default.svc.cluster.local", "web.no.svc.cluster.local", "x.cluster.local"}) {
        const Answer answer = ask(name, RecordType::A);
        QCOMPARE(answer.code, ResponseCode::NameError);
        QCOMPARE(answer.authority.at(0).serial, uint32_t(7));
    }
}

void ZoneTest::leavesOtherDomainsToOthers()
{
    QVERIFY(!m_zone.answer({.name = "example.org"}));
    QVERIFY(!m_zone.answer({.name = "notcluster.local"}));
}

SKIFF_REGISTER_TEST(ZoneTest);

#include "zone_test.moc"
