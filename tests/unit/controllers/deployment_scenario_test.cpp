#include "cluster/controllers/deployment/deployment_controller.h"
#include "cluster/controllers/replicaset/replica_set_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::controllers;
using namespace std::chrono_literals;
namespace resources = skiff::client::resources;

namespace {

const client::ObjectKey web{"default", "web"};

std::string deployment(int replicas, const std::string& more = "")
{
    return R"({"metadata":{"namespace":"default","name":"web","annotations":{"team":"blue"}},"spec":{"replicas":)" +
           std::to_string(replicas) + R"(,"selector":{"matchLabels":{"app":"web"}},"revisionHistoryLimit":10,
           "progressDeadlineSeconds":600,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}},
           "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"web:1"}]}})" +
           more + "}}";
}

} // namespace

class DeploymentScenarioTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aDeploymentMakesAReplicaSetAndItsPods();
    void statusIsWhatRolloutStatusWaitsFor();
    void aRollingUpdateStaysWithinItsLimits();
    void recreateWaitsForTheLastOldPod();
    void goingBackReusesTheOldReplicaSet();
    void scalingKeepsTheRevision();
    void scalingInTheMiddleOfARolloutIsProportional();
    void aPausedDeploymentDoesNotRollOut();
    void historyIsLimited();
    void aStuckRolloutExceedsItsDeadline();
    void aTakenNameCountsACollision();
    void aSettledDeploymentWritesNothing();

private:
    void rollTo(const std::string& image)
    {
        fix->server.change(
            resources::deployments, web,
            R"({"metadata":{"generation":9},"spec":{"template":{"spec":{"containers":[{"name":"c","image":")" + image +
                R"("}]}}}})");
    }
    /// Makes pods ready and ends deleted ones until nothing changes.
    void rollOut()
    {
        for (int i = 0; i < 50; ++i) {
            fix->settle();
            fix->makeAllReady();
            fix->finishDeletions();
            fix->settle();
        }
    }
    client::ObjectPtr stored() { return fix->server.get(resources::deployments, web); }
    int64_t status(std::string_view field) { return (*stored())["status"][field].asInt().value_or(0); }
    std::string condition(std::string_view type, std::string_view field)
    {
        const auto object = stored();
        for (const data::Node each : (*object)["status"]["conditions"])
            if (each["type"].asString() == type)
                return std::string(each[field].asString());
        return {};
    }
    std::vector<client::ObjectPtr> sets() { return fix->server.list(resources::replicaSets); }
    client::ObjectPtr setOf(const std::string& image)
    {
        for (const auto& set : sets())
            if ((*set)["spec"]["template"]["spec"]["containers"].at(0)["image"].asString() == image)
                return set;
        return nullptr;
    }
    int64_t replicasOf(const std::string& image) { return (*setOf(image))["spec"]["replicas"].asInt().value_or(-1); }

    std::unique_ptr<test::Fixture> fix;
};

void DeploymentScenarioTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<ReplicaSetController>();
    fix->add<DeploymentController>();
    fix->start();
}

void DeploymentScenarioTest::aDeploymentMakesAReplicaSetAndItsPods()
{
    fix->server.create(resources::deployments, deployment(3));
    fix->settle();
    QCOMPARE(sets().size(), size_t(1));
    const auto set = sets().front();
    QCOMPARE(set->annotation("deployment.kubernetes.io/revision"), std::string_view("1"));
    QCOMPARE(set->annotation("deployment.kubernetes.io/desired-replicas"), std::string_view("3"));
    QCOMPARE(set->annotation("deployment.kubernetes.io/max-replicas"), std::string_view("4"));
    QCOMPARE(set->annotation("team"), std::string_view("blue"));
    const std::string hash(set->labels()["pod-template-hash"].asString());
    QCOMPARE(set->name(), "web-" + hash);
    QCOMPARE(set->controllerRef()["uid"].asString(), stored()->uid());
    QCOMPARE(fix->pods().size(), size_t(3));
    for (const auto& pod : fix->pods()) {
        QCOMPARE(pod->controllerRef()["uid"].asString(), set->uid());
        QCOMPARE(pod->labels()["pod-template-hash"].asString(), std::string_view(hash));
        QVERIFY(pod->name().starts_with(set->name() + "-"));
    }
    QCOMPARE(stored()->annotation("deployment.kubernetes.io/revision"), std::string_view("1"));
    bool scaledUp = false;
    for (const auto& event : fix->server.list(resources::events))
        scaledUp |= (*event)["message"].asString() == "Scaled up replica set " + set->name() + " from 0 to 3";
    QVERIFY(scaledUp);
}

void DeploymentScenarioTest::statusIsWhatRolloutStatusWaitsFor()
{
    fix->server.create(resources::deployments, deployment(3));
    fix->settle();
    QCOMPARE(status("observedGeneration"), int64_t(1));
    QCOMPARE(status("updatedReplicas"), int64_t(3));
    QCOMPARE(status("unavailableReplicas"), int64_t(3));
    QCOMPARE(condition("Available", "status"), std::string("False"));
    QCOMPARE(condition("Progressing", "status"), std::string("True"));
    rollOut();
    QCOMPARE(status("replicas"), int64_t(3));
    QCOMPARE(status("readyReplicas"), int64_t(3));
    QCOMPARE(status("availableReplicas"), int64_t(3));
    QVERIFY(!(*stored())["status"]["unavailableReplicas"]);
    QCOMPARE(condition("Available", "reason"), std::string("MinimumReplicasAvailable"));
    QCOMPARE(condition("Progressing", "reason"), std::string("NewReplicaSetAvailable"));
    QCOMPARE(condition("Progressing", "message"),
             "ReplicaSet \"" + sets().front()->name() + "\" has successfully progressed.");
}

void DeploymentScenarioTest::aRollingUpdateStaysWithinItsLimits()
{
    fix->server.create(resources::deployments, deployment(8));
    rollOut();
    rollTo("web:2");
    for (int i = 0; i < 60; ++i) {
        fix->settle();
        int64_t alive = 0;
        int64_t ready = 0;
        client::ObjectPtr waiting;
        for (const auto& pod : fix->pods()) {
            alive += !pod->isBeingDeleted();
            const bool isReady = (*pod)["status"]["phase"].asString() == "Running";
            ready += isReady && !pod->isBeingDeleted();
            if (!isReady && !pod->isBeingDeleted())
                waiting = pod;
        }
        QVERIFY2(alive <= 10, std::to_string(alive).c_str());
        QVERIFY2(ready >= 6, std::to_string(ready).c_str());
        if (waiting)
            fix->makeReady(waiting); // one at a time
        fix->finishDeletions();
    }
    QCOMPARE(replicasOf("web:2"), int64_t(8));
    QCOMPARE(replicasOf("web:1"), int64_t(0));
    QCOMPARE(fix->pods().size(), size_t(8));
    QCOMPARE(status("availableReplicas"), int64_t(8));
    QCOMPARE(stored()->annotation("deployment.kubernetes.io/revision"), std::string_view("2"));
}

void DeploymentScenarioTest::recreateWaitsForTheLastOldPod()
{
    fix->server.create(resources::deployments, deployment(2));
    fix->server.change(resources::deployments, web,
                       R"({"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}})");
    rollOut();
    rollTo("web:2");
    fix->settle();
    QCOMPARE(replicasOf("web:1"), int64_t(0));
    QVERIFY(!setOf("web:2"));
    QCOMPARE(fix->pods().size(), size_t(2)); // in their grace period
    fix->finishDeletions();
    fix->settle();
    QCOMPARE(replicasOf("web:2"), int64_t(2));
    rollOut();
    QCOMPARE(status("availableReplicas"), int64_t(2));
}

void DeploymentScenarioTest::goingBackReusesTheOldReplicaSet()
{
    fix->server.create(resources::deployments, deployment(2));
    rollOut();
    rollTo("web:2");
    rollOut();
    rollTo("web:1");
    rollOut();
    QCOMPARE(sets().size(), size_t(2));
    QCOMPARE(replicasOf("web:1"), int64_t(2));
    QCOMPARE(setOf("web:1")->annotation("deployment.kubernetes.io/revision"), std::string_view("3"));
    QCOMPARE(setOf("web:1")->annotation("deployment.kubernetes.io/revision-history"), std::string_view("1"));
    QCOMPARE(stored()->annotation("deployment.kubernetes.io/revision"), std::string_view("3"));
}

void DeploymentScenarioTest::scalingKeepsTheRevision()
{
    fix->server.create(resources::deployments, deployment(2));
    rollOut();
    fix->server.change(resources::deployments, web, R"({"spec":{"replicas":5}})");
    rollOut();
    QCOMPARE(fix->pods().size(), size_t(5));
    fix->server.change(resources::deployments, web, R"({"spec":{"replicas":1}})");
    rollOut();
    QCOMPARE(fix->pods().size(), size_t(1));
    fix->server.change(resources::deployments, web, R"({"spec":{"replicas":0}})");
    rollOut();
    QCOMPARE(fix->pods().size(), size_t(0));
    QCOMPARE(sets().size(), size_t(1));
    QCOMPARE(stored()->annotation("deployment.kubernetes.io/revision"), std::string_view("1"));
}

void DeploymentScenarioTest::scalingInTheMiddleOfARolloutIsProportional()
{
    fix->server.create(resources::deployments, deployment(10));
    fix->server.change(resources::deployments, web,
                       R"({"spec":{"strategy":{"rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}}})");
    rollOut();
    rollTo("web:2"); // never becomes ready: 8 old ones and 5 new ones
    fix->settle();
    fix->finishDeletions();
    fix->settle();
    QCOMPARE(replicasOf("web:1"), int64_t(8));
    QCOMPARE(replicasOf("web:2"), int64_t(5));
    fix->server.change(resources::deployments, web, R"({"spec":{"replicas":15}})");
    fix->settle();
    QCOMPARE(replicasOf("web:1") + replicasOf("web:2"), int64_t(18));
    QCOMPARE(replicasOf("web:1"), int64_t(11));
    QCOMPARE(replicasOf("web:2"), int64_t(7));
}

void DeploymentScenarioTest::aPausedDeploymentDoesNotRollOut()
{
    fix->server.create(resources::deployments, deployment(2));
    rollOut();
    fix->server.change(resources::deployments, web, R"({"spec":{"paused":true}})");
    rollTo("web:2");
    fix->settle();
    QVERIFY(!setOf("web:2"));
    QCOMPARE(condition("Progressing", "reason"), std::string("DeploymentPaused"));
    fix->server.change(resources::deployments, web, R"({"spec":{"replicas":3}})");
    fix->settle();
    QCOMPARE(replicasOf("web:1"), int64_t(3)); // scaling works while paused
    fix->server.change(resources::deployments, web, R"({"spec":{"paused":null}})");
    rollOut();
    QCOMPARE(replicasOf("web:2"), int64_t(3));
}

void DeploymentScenarioTest::historyIsLimited()
{
    fix->server.create(resources::deployments, deployment(1, R"(,"revisionHistoryLimit":2)"));
    for (int i = 1; i <= 5; ++i) {
        rollTo("web:" + std::to_string(i));
        rollOut();
    }
    QCOMPARE(sets().size(), size_t(3));
    QVERIFY(!setOf("web:2"));
    QVERIFY(setOf("web:3") && setOf("web:4") && setOf("web:5"));
}

void DeploymentScenarioTest::aStuckRolloutExceedsItsDeadline()
{
    fix->server.create(resources::deployments, deployment(1));
    fix->settle();
    fix->executor.advance(590s);
    QCOMPARE(condition("Progressing", "status"), std::string("True"));
    fix->executor.advance(15s);
    QCOMPARE(condition("Progressing", "status"), std::string("False"));
    QCOMPARE(condition("Progressing", "reason"), std::string("ProgressDeadlineExceeded"));
    rollOut();
    QCOMPARE(condition("Progressing", "reason"), std::string("NewReplicaSetAvailable"));
}

void DeploymentScenarioTest::aTakenNameCountsACollision()
{
    fix->server.create(resources::deployments, deployment(1));
    fix->settle();
    const std::string taken = sets().front()->name();
    init();
    fix->server.create(
        resources::replicaSets,
        R"({"metadata":{"namespace":"default","name":")" + taken +
            R"("},"spec":{"replicas":0,"selector":{"matchLabels":{"x":"y"}},"template":{"metadata":{"labels":{"x":"y"}}}}})");
    fix->server.create(resources::deployments, deployment(1));
    fix->settle();
    QCOMPARE(status("collisionCount"), int64_t(1));
    QCOMPARE(sets().size(), size_t(2));
    QCOMPARE(fix->pods().size(), size_t(1));
}

void DeploymentScenarioTest::aSettledDeploymentWritesNothing()
{
    fix->server.create(resources::deployments, deployment(2));
    rollOut();
    fix->server.forgetCalls();
    fix->executor.advance(24h);
    QVERIFY2(fix->server.calls().empty(), fix->server.calls().empty() ? "" : fix->server.calls().front().c_str());
}

SKIFF_REGISTER_TEST(DeploymentScenarioTest);

#include "deployment_scenario_test.moc"
