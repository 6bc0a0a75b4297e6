#include "cluster/controllers/endpoints/endpoints_controller.h"
#include "cluster/controllers/endpointslice/endpoint_slice_controller.h"
#include "cluster/controllers/endpointslice/endpoint_slice_plan.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::controllers;
namespace resources = skiff::client::resources;

class EndpointsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readyAndUnreadyPodsStandApart();
    void portsAreFoundByName();
    void podsWithOtherPortsGetAnotherSubset();
    void terminatingPodsOnlyStayInSlices();
    void unreadyAddressesArePublishedOnRequest();
    void slicesHoldAHundredEachAndStayStable();
    void aServiceWithoutPodsHasOneEmptySlice();
    void servicesWithoutSelectorAreLeftAlone();
    void endpointsGoWithTheirService();
    void labelsFollowTheService();

private:
    void createService(const std::string& spec)
    {
        fix->server.create(resources::services,
                           R"({"metadata":{"namespace":"default","name":"web","labels":{"team":"a"}},"spec":)" + spec +
                               "}");
    }
    void createPod(const std::string& name, const std::string& ip, bool ready, const std::string& ports = "[]")
    {
        fix->server.create(
            resources::pods,
            R"({"metadata":{"namespace":"default","name":")" + name +
                R"(","labels":{"app":"web"}},"spec":{"nodeName":"n1","containers":[{"name":"c","ports":)" + ports +
                R"(}]},"status":{"phase":"Running","podIP":")" + ip + R"(","conditions":[{"type":"Ready","status":")" +
                (ready ? "True" : "False") + R"("}]}})");
    }
    client::ObjectPtr endpoints() { return fix->server.get(resources::endpoints, {"default", "web"}); }
    std::vector<client::ObjectPtr> slices() { return fix->server.list(resources::endpointSlices); }

    std::unique_ptr<test::Fixture> fix;
};

void EndpointsTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<EndpointsController>();
    fix->add<EndpointSliceController>();
    fix->server.create(resources::nodes, R"({"metadata":{"name":"n1","labels":{"topology.kubernetes.io/zone":"z1"}}})");
    fix->start();
}

void EndpointsTest::readyAndUnreadyPodsStandApart()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080,"protocol":"TCP"}]})");
    createPod("a", "10.244.0.2", true);
    createPod("b", "10.244.0.3", false);
    createPod("c", "", true); // no address yet
    fix->settle();
    const auto object = endpoints();
    const data::Node subset = (*object)["subsets"].at(0);
    QCOMPARE(subset["addresses"].size(), size_t(1));
    QCOMPARE(subset["addresses"].at(0)["ip"].asString(), std::string_view("10.244.0.2"));
    QCOMPARE(subset["addresses"].at(0)["targetRef"]["name"].asString(), std::string_view("a"));
    QCOMPARE(subset["addresses"].at(0)["nodeName"].asString(), std::string_view("n1"));
    QCOMPARE(subset["notReadyAddresses"].at(0)["ip"].asString(), std::string_view("10.244.0.3"));
    QVERIFY(subset["ports"].at(0)["port"].asInt() == 8080);
    QCOMPARE(slices().size(), size_t(1));
    const auto slice = slices().front();
    QCOMPARE((*slice)["endpoints"].size(), size_t(2));
    const data::Node first = (*slice)["endpoints"].at(0);
    QVERIFY(first["conditions"]["ready"].asBool());
    QCOMPARE(first["zone"].asString(), std::string_view("z1"));
    QCOMPARE((*slice)["addressType"].asString(), std::string_view("IPv4"));
    QCOMPARE(slice->labels()["kubernetes.io/service-name"].asString(), std::string_view("web"));
    QCOMPARE(slice->controllerRef()["kind"].asString(), std::string_view("Service"));
    fix->server.change(resources::pods, {"default", "b"},
                       R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})");
    fix->settle();
    QCOMPARE((*endpoints())["subsets"].at(0)["addresses"].size(), size_t(2));
}

void EndpointsTest::portsAreFoundByName()
{
    createService(
        R"({"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"web"},{"name":"no","port":81,"targetPort":"absent"}]})");
    createPod("a", "10.244.0.2", true,
              R"([{"name":"web","containerPort":8080,"protocol":"UDP"},{"name":"web","containerPort":8081}])");
    fix->settle();
    const auto object = endpoints();
    QCOMPARE((*object)["subsets"].at(0)["ports"].span(),
             std::string_view(R"([{"name":"http","port":8081,"protocol":"TCP"}])"));
}

void EndpointsTest::podsWithOtherPortsGetAnotherSubset()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"web"}]})");
    createPod("a", "10.244.0.2", true, R"([{"name":"web","containerPort":8080}])");
    createPod("b", "10.244.0.3", true, R"([{"name":"web","containerPort":9090}])");
    fix->settle();
    QCOMPARE((*endpoints())["subsets"].size(), size_t(2));
    QCOMPARE(slices().size(), size_t(2));
}

void EndpointsTest::terminatingPodsOnlyStayInSlices()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80}]})");
    createPod("a", "10.244.0.2", true);
    fix->settle();
    fix->server.remove(resources::pods, {"default", "a"});
    fix->settle();
    QVERIFY(!(*endpoints())["subsets"]);
    const auto slice = slices().front();
    const data::Node conditions = (*slice)["endpoints"].at(0)["conditions"];
    QVERIFY(!conditions["ready"].asBool());
    QVERIFY(conditions["serving"].asBool());
    QVERIFY(conditions["terminating"].asBool());
    fix->finishDeletions();
    fix->settle();
    QCOMPARE((*slices().front())["endpoints"].size(), size_t(0));
}

void EndpointsTest::unreadyAddressesArePublishedOnRequest()
{
    createService(R"({"selector":{"app":"web"},"clusterIP":"None","publishNotReadyAddresses":true})");
    createPod("a", "10.244.0.2", false);
    fix->settle();
    const auto object = endpoints();
    QCOMPARE((*object)["subsets"].at(0)["addresses"].size(), size_t(1));
    QVERIFY(object->labels()["service.kubernetes.io/headless"].isString());
    QVERIFY((*slices().front())["endpoints"].at(0)["conditions"]["ready"].asBool());
}

void EndpointsTest::slicesHoldAHundredEachAndStayStable()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80}]})");
    for (int i = 0; i < 150; ++i)
        createPod("p" + std::to_string(i), "10.244.1." + std::to_string(i), true);
    fix->settle();
    QCOMPARE(slices().size(), size_t(2));
    fix->server.forgetCalls();
    fix->server.change(resources::pods, {"default", "p7"},
                       R"({"status":{"conditions":[{"type":"Ready","status":"False"}]}})");
    fix->settle();
    QCOMPARE(fix->server.countCalls("PATCH /apis/discovery.k8s.io"), 1);
    QCOMPARE(fix->server.countCalls("POST /apis/discovery.k8s.io"), 0);
}

void EndpointsTest::aServiceWithoutPodsHasOneEmptySlice()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80}]})");
    fix->settle();
    QCOMPARE(slices().size(), size_t(1));
    const std::string name = slices().front()->name();
    QVERIFY(endpoints());
    createPod("a", "10.244.0.2", true);
    fix->settle();
    QCOMPARE(slices().size(), size_t(1));
    QCOMPARE(slices().front()->name(), name); // turned over, not replaced
    QVERIFY((*slices().front())["ports"].at(0)["port"].asInt() == 80);
}

void EndpointsTest::servicesWithoutSelectorAreLeftAlone()
{
    createService(R"({"ports":[{"port":80}]})");
    fix->server.create(
        resources::endpoints,
        R"({"metadata":{"namespace":"default","name":"web"},"subsets":[{"addresses":[{"ip":"1.2.3.4"}]}]})");
    fix->settle();
    QCOMPARE(slices().size(), size_t(0));
    QCOMPARE((*endpoints())["subsets"].at(0)["addresses"].at(0)["ip"].asString(), std::string_view("1.2.3.4"));
    fix->server.remove(resources::services, {"default", "web"});
    fix->settle();
    QVERIFY(endpoints());
}

void EndpointsTest::endpointsGoWithTheirService()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80}]})");
    fix->settle();
    fix->server.remove(resources::services, {"default", "web"});
    fix->settle();
    QVERIFY(!endpoints());
}

void EndpointsTest::labelsFollowTheService()
{
    createService(R"({"selector":{"app":"web"},"ports":[{"port":80}]})");
    fix->settle();
    fix->server.change(resources::services, {"default", "web"}, R"({"metadata":{"labels":{"team":null,"tier":"x"}}})");
    fix->settle();
    for (const auto& object : {endpoints(), slices().front()}) {
        QVERIFY(!object->labels()["team"]);
        QCOMPARE(object->labels()["tier"].asString(), std::string_view("x"));
    }
}

SKIFF_REGISTER_TEST(EndpointsTest);

#include "endpoints_test.moc"
