#include "cluster/controllers/disruption/disruption_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::controllers;
namespace resources = skiff::client::resources;

namespace {

constexpr client::ResourceRef budgets{"policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"};
const client::ObjectKey budgetKey{"default", "b"};

std::string pod(const std::string& name, const std::string& owner = {})
{
    return R"({"metadata":{"namespace":"default","name":")" + name + R"(","labels":{"app":"web"})" + owner +
           R"(},"spec":{"containers":[{"name":"c","image":"i"}]}})";
}

std::string budget(const std::string& amount)
{
    return R"({"metadata":{"namespace":"default","name":"b"},"spec":{"selector":{"matchLabels":{"app":"web"}},)" +
           amount + "}}";
}

struct Scene : test::Fixture
{
    explicit Scene(const std::string& amount, int pods, const std::string& owner = {})
    {
        add<DisruptionController>();
        for (int i = 0; i < pods; ++i)
            server.create(resources::pods, pod("p" + std::to_string(i), owner));
        server.create(budgets, budget(amount));
        start();
    }
    int64_t status(const char* field)
    {
        return (*server.get(budgets, budgetKey))["status"][field].asInt().value_or(-1);
    }
    std::string reason()
    {
        return std::string((*server.get(budgets, budgetKey))["status"]["conditions"].at(0)["reason"].asString());
    }
};

} // namespace

class DisruptionTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsAboveTheLeastMayGo();
    void aShareIsOfWhatTheControllersWant();
    void podsOfUnknownControllersAllowNothing();
    void anEvictionThatDoesNotHappenIsForgotten();
    void nothingIsWrittenTwice();
};

void DisruptionTest::whatIsAboveTheLeastMayGo()
{
    Scene scene(R"("minAvailable":2)", 3);
    QCOMPARE(scene.status("disruptionsAllowed"), 0);
    QCOMPARE(scene.reason(), std::string("InsufficientPods"));
    scene.makeAllReady();
    scene.settle();
    QCOMPARE(scene.status("currentHealthy"), 3);
    QCOMPARE(scene.status("desiredHealthy"), 2);
    QCOMPARE(scene.status("expectedPods"), 3);
    QCOMPARE(scene.status("disruptionsAllowed"), 1);
    QCOMPARE(scene.reason(), std::string("SufficientPods"));
    scene.server.remove(resources::pods, {"default", "p0"}, R"({"gracePeriodSeconds":0})");
    scene.settle();
    QCOMPARE(scene.status("disruptionsAllowed"), 0);
}

void DisruptionTest::aShareIsOfWhatTheControllersWant()
{
    Scene scene(R"("maxUnavailable":"30%")", 0);
    scene.server.create(
        resources::replicaSets,
        R"({"metadata":{"namespace":"default","name":"s"},"spec":{"replicas":10,"selector":{"matchLabels":{"app":"web"}},)"
        R"("template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})");
    const std::string owner =
        R"(,"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"s","controller":true,"uid":")" +
        std::string(scene.server.get(resources::replicaSets, {"default", "s"})->uid()) + R"("}])";
    for (int i = 0; i < 9; ++i)
        scene.server.create(resources::pods, pod("p" + std::to_string(i), owner));
    scene.settle();
    scene.makeAllReady();
    scene.settle();
    QCOMPARE(scene.status("expectedPods"), 10);
    QCOMPARE(scene.status("desiredHealthy"), 7);
    QCOMPARE(scene.status("disruptionsAllowed"), 2);
}

void DisruptionTest::podsOfUnknownControllersAllowNothing()
{
    Scene scene(
        R"("maxUnavailable":1)", 2,
        R"(,"ownerReferences":[{"apiVersion":"example.org/v1","kind":"Web","name":"w","controller":true,"uid":"u"}])");
    scene.makeAllReady();
    scene.settle();
    QCOMPARE(scene.status("disruptionsAllowed"), 0);
    QCOMPARE(scene.reason(), std::string("SyncFailed"));
}

void DisruptionTest::anEvictionThatDoesNotHappenIsForgotten()
{
    Scene scene(R"("minAvailable":1)", 2);
    scene.makeAllReady();
    scene.settle();
    QCOMPARE(scene.status("disruptionsAllowed"), 1);
    scene.server.change(budgets, budgetKey,
                        R"({"status":{"disruptionsAllowed":0,"disruptedPods":{"p0":")" + formatTime(scene.clock.now()) +
                            R"("}}})");
    scene.settle();
    QCOMPARE(scene.status("currentHealthy"), 1);
    QCOMPARE(scene.status("disruptionsAllowed"), 0);
    scene.executor.advance(std::chrono::minutes(3));
    QCOMPARE(scene.status("currentHealthy"), 2);
    QCOMPARE(scene.status("disruptionsAllowed"), 1);
    QVERIFY(!(*scene.server.get(budgets, budgetKey))["status"]["disruptedPods"]["p0"]);
}

void DisruptionTest::nothingIsWrittenTwice()
{
    Scene scene(R"("minAvailable":1)", 2);
    scene.makeAllReady();
    scene.settle();
    const int written = scene.server.countCalls("PATCH /apis/policy/v1/namespaces/default/poddisruptionbudgets");
    scene.server.change(resources::pods, {"default", "p0"}, R"({"metadata":{"annotations":{"x":"y"}}})");
    scene.settle();
    QCOMPARE(scene.server.countCalls("PATCH /apis/policy/v1/namespaces/default/poddisruptionbudgets"), written);
}

SKIFF_REGISTER_TEST(DisruptionTest);

#include "disruption_test.moc"
