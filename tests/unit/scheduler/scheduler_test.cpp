#include "cluster/controllers/deployment/deployment_controller.h"
#include "cluster/controllers/replicaset/replica_set_controller.h"
#include "cluster/scheduler/scheduler.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skiff;
using namespace std::chrono_literals;
namespace resources = skiff::client::resources;

class SchedulerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aDeploymentOfThreeIsBound();
    void aPodThatDoesNotFitSaysWhyAndIsBoundWhenItFits();
    void aPodWaitsForItsFirstNode();
    void anotherSchedulersPodIsLeftAlone();
    void aGatedPodWaitsForItsGates();
    void aRefusedBindingIsTriedAgain();
    void roomOfFinishedPodsIsFree();
    void idleMeansNoCallsAndNoTimers();
    void manyPodsAreBoundQuickly();

private:
    void createNode(const std::string& name, const std::string& cpu = "4")
    {
        fix->server.create(resources::nodes, R"({"metadata":{"name":")" + name +
                                                 R"("},"status":{"allocatable":{"cpu":")" + cpu +
                                                 R"(","memory":"8Gi","pods":"1000"}}})");
    }
    void createPod(const std::string& name, const std::string& cpu, const std::string& more = "")
    {
        fix->server.create(resources::pods,
                           R"({"metadata":{"namespace":"default","name":")" + name +
                               R"("},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":")" + cpu +
                               R"("}}}])" + more + "}}");
    }
    client::ObjectPtr pod(const std::string& name) { return fix->server.get(resources::pods, {"default", name}); }
    std::string nodeOf(const std::string& name) { return std::string((*pod(name))["spec"]["nodeName"].asString()); }
    int bound()
    {
        int count = 0;
        for (const auto& each : fix->pods())
            count += !(*each)["spec"]["nodeName"].asString().empty();
        return count;
    }

    std::unique_ptr<test::Fixture> fix;
    std::unique_ptr<scheduler::Scheduler> sched;
};

void SchedulerTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<controllers::ReplicaSetController>();
    fix->add<controllers::DeploymentController>();
    sched = std::make_unique<scheduler::Scheduler>(fix->apiClient, fix->informers, fix->executor, fix->clock);
    sched->start();
    fix->start();
}

void SchedulerTest::cleanup()
{
    sched.reset();
    fix.reset();
}

void SchedulerTest::aDeploymentOfThreeIsBound()
{
    createNode("n1");
    createNode("n2");
    fix->server.create(resources::deployments, R"({"metadata":{"namespace":"default","name":"web"},"spec":{"replicas":3,
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c"}]}}}})");
    fix->settle();
    QCOMPARE(bound(), 3);
    std::set<std::string> nodes;
    for (const auto& each : fix->pods())
        nodes.emplace((*each)["spec"]["nodeName"].asString());
    QCOMPARE(nodes.size(), size_t(2)); // spread over both
    int told = 0;
    for (const auto& event : fix->server.list(resources::events))
        told += (*event)["reason"].asString() == "Scheduled";
    QCOMPARE(told, 3);
}

void SchedulerTest::aPodThatDoesNotFitSaysWhyAndIsBoundWhenItFits()
{
    createNode("n1", "1");
    createPod("small", "500m");
    fix->settle();
    createPod("big", "800m");
    fix->settle();
    QCOMPARE(nodeOf("big"), std::string());
    const auto waiting = pod("big");
    const data::Node condition = (*waiting)["status"]["conditions"].at(0);
    QCOMPARE(condition["type"].asString(), std::string_view("PodScheduled"));
    QCOMPARE(condition["status"].asString(), std::string_view("False"));
    QCOMPARE(condition["reason"].asString(), std::string_view("Unschedulable"));
    QCOMPARE(condition["message"].asString(), std::string_view("0/1 nodes are available: 1 Insufficient cpu."));
    bool told = false;
    for (const auto& event : fix->server.list(resources::events))
        told |= (*event)["reason"].asString() == "FailedScheduling" && (*event)["type"].asString() == "Warning";
    QVERIFY(told);
    fix->executor.advance(30s);
    fix->server.remove(resources::pods, {"default", "small"}, R"({"gracePeriodSeconds":0})");
    fix->settle();
    QCOMPARE(nodeOf("big"), std::string("n1"));
}

void SchedulerTest::aPodWaitsForItsFirstNode()
{
    createPod("a", "100m");
    fix->executor.advance(5s);
    const auto waiting = pod("a");
    QCOMPARE((*waiting)["status"]["conditions"].at(0)["message"].asString(),
             std::string_view("no nodes available to schedule pods"));
    createNode("n1");
    fix->settle();
    QCOMPARE(nodeOf("a"), std::string("n1"));
}

void SchedulerTest::anotherSchedulersPodIsLeftAlone()
{
    createNode("n1");
    createPod("a", "100m", R"(,"schedulerName":"other")");
    fix->settle();
    QCOMPARE(nodeOf("a"), std::string());
}

void SchedulerTest::aGatedPodWaitsForItsGates()
{
    createNode("n1");
    createPod("a", "100m", R"(,"schedulingGates":[{"name":"example.com/wait"}])");
    fix->settle();
    QCOMPARE(nodeOf("a"), std::string());
    const auto gated = pod("a");
    QCOMPARE((*gated)["status"]["conditions"].at(0)["reason"].asString(), std::string_view("SchedulingGated"));
    fix->server.change(resources::pods, {"default", "a"}, R"({"spec":{"schedulingGates":null}})");
    fix->settle();
    QCOMPARE(nodeOf("a"), std::string("n1"));
}

void SchedulerTest::aRefusedBindingIsTriedAgain()
{
    createNode("n1");
    int refusals = 0;
    fix->server.intercept = [&](const client::ApiRequest& request) -> std::optional<client::ApiResponse> {
        if (!request.path.ends_with("/binding") || refusals >= 2)
            return std::nullopt;
        ++refusals;
        return client::ApiResponse{500, "text/plain", std::make_shared<const std::string>("broken")};
    };
    createPod("a", "100m");
    fix->executor.advance(10s);
    QCOMPARE(refusals, 2);
    QCOMPARE(nodeOf("a"), std::string("n1"));
}

void SchedulerTest::roomOfFinishedPodsIsFree()
{
    createNode("n1", "1");
    createPod("job", "800m");
    fix->settle();
    createPod("next", "800m");
    fix->executor.advance(5s);
    QCOMPARE(nodeOf("next"), std::string());
    fix->server.change(resources::pods, {"default", "job"}, R"({"status":{"phase":"Succeeded"}})");
    fix->settle();
    QCOMPARE(nodeOf("next"), std::string("n1"));
}

void SchedulerTest::idleMeansNoCallsAndNoTimers()
{
    createNode("n1", "1");
    createPod("fits", "800m");
    createPod("waits", "800m");
    fix->executor.advance(30s);
    fix->server.forgetCalls();
    QCOMPARE(fix->executor.advance(24h), 0);
    QVERIFY(fix->server.calls().empty());
}

void SchedulerTest::manyPodsAreBoundQuickly()
{
    createNode("n1", "400");
    QElapsedTimer timer;
    timer.start();
    fix->server.create(resources::deployments,
                       R"({"metadata":{"namespace":"default","name":"web"},"spec":{"replicas":500,
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c"}]}}}})");
    fix->settle();
    QCOMPARE(bound(), 500);
    qInfo("500 replicas created and bound in %lld ms, the fake server's work included", timer.elapsed());
}

SKIFF_REGISTER_TEST(SchedulerTest);

#include "scheduler_test.moc"
