#include "cluster/controllers/deployment/deployment_controller.h"
#include "cluster/controllers/garbagecollector/garbage_collector.h"
#include "cluster/controllers/replicaset/replica_set_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>
#include <fmt/format.h>

using namespace skiff;
using namespace skiff::controllers;
using namespace std::chrono_literals;
namespace resources = skiff::client::resources;

class GarbageCollectorTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void dependentsGoWithTheirOwner();
    void dependentsOfAnOwnerThatNeverWasAreDeleted();
    void aNamesakeIsNoOwner();
    void oneOfTwoOwnersIsEnough();
    void foregroundDeletesDependentsFirst();
    void foregroundWaitsForBlockersOnly();
    void orphansStayWithoutTheirOwner();
    void unknownKindsKeepWhatTheyOwn();
    void aDeploymentTakesAllWithIt();

private:
    std::string owner(const client::ObjectPtr& object, const std::string& kind, bool blocks = false)
    {
        return fmt::format(R"({{"apiVersion":"v1","kind":"{}","name":"{}","uid":"{}","blockOwnerDeletion":{}}})", kind,
                           object->name(), object->uid(), blocks);
    }
    client::ObjectPtr map(const std::string& name, const std::string& owners = "")
    {
        return fix->server.create(resources::configMaps, R"({"metadata":{"namespace":"default","name":")" + name +
                                                             R"(","ownerReferences":[)" + owners + "]}}");
    }
    client::ObjectPtr stored(const std::string& name)
    {
        return fix->server.get(resources::configMaps, {"default", name});
    }

    std::unique_ptr<test::Fixture> fix;
};

void GarbageCollectorTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<ReplicaSetController>();
    fix->add<DeploymentController>();
    fix->add<GarbageCollector>();
    fix->start();
}

void GarbageCollectorTest::dependentsGoWithTheirOwner()
{
    const auto a = map("a");
    const auto b = map("b", owner(a, "ConfigMap"));
    map("c", owner(b, "ConfigMap"));
    map("free");
    fix->settle();
    QVERIFY(stored("c"));
    fix->server.remove(resources::configMaps, a->key());
    fix->settle();
    QVERIFY(!stored("b"));
    QVERIFY(!stored("c"));
    QVERIFY(stored("free"));
}

void GarbageCollectorTest::dependentsOfAnOwnerThatNeverWasAreDeleted()
{
    map("a", R"({"apiVersion":"v1","kind":"Secret","name":"no","uid":"gone"})");
    fix->settle();
    QVERIFY(!stored("a"));
}

void GarbageCollectorTest::aNamesakeIsNoOwner()
{
    map("owner");
    map("a", R"({"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"an-older-one"})");
    fix->settle();
    QVERIFY(!stored("a"));
}

void GarbageCollectorTest::oneOfTwoOwnersIsEnough()
{
    const auto a = map("a");
    const auto b = map("b");
    map("child", owner(a, "ConfigMap") + "," + owner(b, "ConfigMap"));
    fix->settle();
    fix->server.remove(resources::configMaps, a->key());
    fix->settle();
    QVERIFY(stored("child"));
    QCOMPARE(stored("child")->metadata()["ownerReferences"].size(), size_t(1));
    fix->server.remove(resources::configMaps, b->key());
    fix->settle();
    QVERIFY(!stored("child"));
}

void GarbageCollectorTest::foregroundDeletesDependentsFirst()
{
    const auto a = map("a");
    const auto b = map("b", owner(a, "ConfigMap", true));
    fix->server.create(resources::pods, R"({"metadata":{"namespace":"default","name":"p","ownerReferences":[)" +
                                            owner(b, "ConfigMap", true) + R"(]},"spec":{"nodeName":"n1"}})");
    fix->settle();
    fix->server.remove(resources::configMaps, a->key(), R"({"propagationPolicy":"Foreground"})");
    fix->settle();
    QVERIFY(stored("a"));
    QVERIFY(stored("b")); // waits in the foreground itself
    QVERIFY(fix->server.get(resources::pods, {"default", "p"})->isBeingDeleted());
    fix->finishDeletions();
    fix->settle();
    QVERIFY(!stored("b"));
    QVERIFY(!stored("a"));
}

void GarbageCollectorTest::foregroundWaitsForBlockersOnly()
{
    const auto a = map("a");
    fix->server.create(resources::pods, R"({"metadata":{"namespace":"default","name":"p","ownerReferences":[)" +
                                            owner(a, "ConfigMap") + R"(]},"spec":{"nodeName":"n1"}})");
    fix->settle();
    fix->server.remove(resources::configMaps, a->key(), R"({"propagationPolicy":"Foreground"})");
    fix->settle();
    QVERIFY(!stored("a"));
    QVERIFY(fix->server.get(resources::pods, {"default", "p"})->isBeingDeleted());
}

void GarbageCollectorTest::orphansStayWithoutTheirOwner()
{
    const auto a = map("a");
    map("b", owner(a, "ConfigMap"));
    fix->settle();
    fix->server.remove(resources::configMaps, a->key(), R"({"propagationPolicy":"Orphan"})");
    fix->settle();
    QVERIFY(!stored("a"));
    QVERIFY(stored("b"));
    QCOMPARE(stored("b")->metadata()["ownerReferences"].size(), size_t(0));
}

void GarbageCollectorTest::unknownKindsKeepWhatTheyOwn()
{
    map("a", R"({"apiVersion":"example.com/v1","kind":"Boat","name":"b","uid":"u"})");
    fix->settle();
    QVERIFY(stored("a"));
}

void GarbageCollectorTest::aDeploymentTakesAllWithIt()
{
    fix->server.create(resources::deployments, R"({"metadata":{"namespace":"default","name":"web"},"spec":{"replicas":3,
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c"}]}}}})");
    fix->settle();
    fix->makeAllReady();
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(3));
    fix->server.remove(resources::deployments, {"default", "web"}, R"({"propagationPolicy":"Background"})");
    fix->settle();
    QCOMPARE(fix->server.list(resources::replicaSets).size(), size_t(0));
    for (const auto& pod : fix->pods())
        QVERIFY(pod->isBeingDeleted());
    fix->finishDeletions();
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(0));
}

SKIFF_REGISTER_TEST(GarbageCollectorTest);

#include "garbage_collector_test.moc"
