#include "cluster/proxy/ruleset.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::proxy;

namespace {

ServicePort webService(std::vector<Endpoint> endpoints)
{
    return {.nameSpace = "default", .service = "web", .port = 80, .nodePort = 30080,
            .clusterAddresses = {"10.96.0.20"}, .endpoints = std::move(endpoints)};
}

const Endpoint podA{"10.244.0.5", 8080, true};
const Endpoint podB{"10.244.1.6", 8080, false};
const NodeNetwork network{.nodeAddress = "172.30.0.2"};

bool has(const std::string& script, const std::string& line)
{
    return ("\n" + script).find("\n" + line) != std::string::npos;
}

} // namespace

class RulesetTest : public QObject
{
    Q_OBJECT

private slots:
    void equalTablesNeedNoTransaction();
    void anEndpointMoreChangesOnlyItsService();
    void aServiceGoneLeavesNothing();
    void noEndpointsLeaveTheAddressToBeRefused();
    void externalTrafficIsMasqueradedUnlessLocal();
    void affinityRemembersClients();
};

void RulesetTest::equalTablesNeedNoTransaction()
{
    const Ruleset rules = Ruleset::of({webService({podA})}, network);
    QCOMPARE(Ruleset::of({webService({podA})}, network).scriptFrom(rules), std::string());
}

void RulesetTest::anEndpointMoreChangesOnlyItsService()
{
    ServicePort other = webService({podA});
    other.service = "other";
    other.clusterAddresses = {"10.96.0.21"};
    other.nodePort = 0;
    const Ruleset before = Ruleset::of({webService({podA}), other}, network);
    const std::string script = Ruleset::of({webService({podA, podB}), other}, network).scriptFrom(before);
    QVERIFY(has(script, "flush chain ip skiff-services service-default/web/tcp/80\n"));
    QVERIFY(has(script, "add rule ip skiff-services service-default/web/tcp/80 numgen random mod 2 vmap"));
    QVERIFY(has(script, "add chain ip skiff-services endpoint-default/web/tcp/80__10.244.1.6/8080\n"));
    QVERIFY(script.find("other") == std::string::npos);
    QVERIFY(script.find("element") == std::string::npos);
}

void RulesetTest::aServiceGoneLeavesNothing()
{
    const Ruleset before = Ruleset::of({webService({podA})}, network);
    const std::string script = Ruleset::of({}, network).scriptFrom(before);
    QVERIFY(has(script, "delete element ip skiff-services services { 10.96.0.20 . tcp . 80 }\n"));
    QVERIFY(has(script, "delete element ip skiff-services node-ports { tcp . 30080 }\n"));
    QVERIFY(has(script, "delete chain ip skiff-services service-default/web/tcp/80\n"));
    QVERIFY(has(script, "delete chain ip skiff-services endpoint-default/web/tcp/80__10.244.0.5/8080\n"));
}

void RulesetTest::noEndpointsLeaveTheAddressToBeRefused()
{
    const std::string script = Ruleset::of({webService({})}, network).script();
    QVERIFY(script.find("10.96.0.20") == std::string::npos);
    QVERIFY(has(script, "add rule ip skiff-services refuse ip daddr 10.96.0.0/16 fib daddr type != local reject\n"));
}

void RulesetTest::externalTrafficIsMasqueradedUnlessLocal()
{
    ServicePort service = webService({podA, podB});
    QVERIFY(has(Ruleset::of({service}, network).script(),
                "add rule ip skiff-services external-default/web/tcp/80 meta mark set meta mark | 0x4000\n"));
    service.externalLocal = true;
    const std::string local = Ruleset::of({service}, network).script();
    QVERIFY(has(local, "add rule ip skiff-services external-default/web/tcp/80 goto local-default/web/tcp/80\n"));
    service.endpoints = {podB};
    QVERIFY(has(Ruleset::of({service}, network).script(),
                "add rule ip skiff-services external-default/web/tcp/80 drop\n"));
}

void RulesetTest::affinityRemembersClients()
{
    ServicePort service = webService({podA});
    service.affinitySeconds = 10800;
    const std::string script = Ruleset::of({service}, network).script();
    QVERIFY(has(script, "add set ip skiff-services affinity-default/web/tcp/80__10.244.0.5/8080 { type ipv4_addr; "
                        "flags dynamic, timeout; timeout 10800s; size 65535; }\n"));
    QVERIFY(has(script, "add rule ip skiff-services service-default/web/tcp/80 ip saddr "
                        "@affinity-default/web/tcp/80__10.244.0.5/8080 goto endpoint-default/web/tcp/80__10.244.0.5/8080\n"));
}

SKIFF_REGISTER_TEST(RulesetTest);

#include "ruleset_test.moc"
