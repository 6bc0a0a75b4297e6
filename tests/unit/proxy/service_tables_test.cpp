#include "cluster/proxy/node_routes.h"
#include "cluster/proxy/service_tables.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::proxy;

namespace {

client::ObjectPtr object(const char* json)
{
    return client::Object::parse(json).value();
}

const char* const webService = R"({"metadata":{"name":"web","namespace":"default"},"spec":{"type":"NodePort",
    "clusterIP":"10.96.0.20","clusterIPs":["10.96.0.20"],"sessionAffinity":"None",
    "ports":[{"name":"http","protocol":"TCP","port":80,"nodePort":30080,"targetPort":8080}]}})";

std::string slice(const char* endpoints)
{
    return std::string(R"({"metadata":{"name":"web-1","namespace":"default",
        "labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4",
        "ports":[{"name":"http","protocol":"TCP","port":8080}],"endpoints":)") + endpoints + "}";
}

} // namespace

class ServiceTablesTest : public QObject
{
    Q_OBJECT

private slots:
    void joinsAServiceWithItsReadyEndpoints();
    void usesServingTerminatingEndpointsWhenNoneIsReady();
    void leavesOutHeadlessAndExternalNames();
    void routesToOtherNodesOnly();
};

void ServiceTablesTest::joinsAServiceWithItsReadyEndpoints()
{
    const auto tables = serviceTables(
        {object(webService)},
        {object(slice(R"([{"addresses":["10.244.0.6"],"nodeName":"b"},
                          {"addresses":["10.244.0.5"],"conditions":{"ready":true},"nodeName":"a"},
                          {"addresses":["10.244.0.7"],"conditions":{"ready":false},"nodeName":"a"}])").c_str())},
        "a");
    QCOMPARE(tables.size(), size_t(1));
    QCOMPARE(tables[0].nodePort, uint16_t(30080));
    QCOMPARE(tables[0].endpoints.size(), size_t(2));
    QCOMPARE(tables[0].endpoints[0].address, std::string("10.244.0.5"));
    QVERIFY(tables[0].endpoints[0].local && !tables[0].endpoints[1].local);
}

void ServiceTablesTest::usesServingTerminatingEndpointsWhenNoneIsReady()
{
    const auto tables = serviceTables(
        {object(webService)},
        {object(slice(R"([{"addresses":["10.244.0.5"],
                           "conditions":{"ready":false,"serving":true,"terminating":true}}])").c_str())},
        "a");
    QCOMPARE(tables.at(0).endpoints.size(), size_t(1));
}

void ServiceTablesTest::leavesOutHeadlessAndExternalNames()
{
    QVERIFY(serviceTables({object(R"({"metadata":{"name":"h","namespace":"d"},"spec":{"clusterIP":"None",
                                      "ports":[{"port":1}]}})"),
                           object(R"({"metadata":{"name":"e","namespace":"d"},"spec":{"type":"ExternalName",
                                      "externalName":"x.org","ports":[{"port":1}]}})")},
                          {}, "a")
                .empty());
}

void ServiceTablesTest::routesToOtherNodesOnly()
{
    const auto node = [](const char* name, const char* range, const char* address) {
        return object((std::string(R"({"metadata":{"name":")") + name + R"("},"spec":{"podCIDR":")" + range +
                       R"("},"status":{"addresses":[{"type":"InternalIP","address":")" + address + R"("}]}})")
                          .c_str());
    };
    const NodeRoutes routes =
        nodeRoutes({node("a", "10.244.0.0/24", "172.30.0.2"), node("b", "10.244.1.0/24", "172.30.0.3")}, "a");
    QCOMPARE(routes, (NodeRoutes{{"10.244.1.0/24", "172.30.0.3"}}));
}

SKIFF_REGISTER_TEST(ServiceTablesTest);

#include "service_tables_test.moc"
