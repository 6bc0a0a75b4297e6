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

std::string replicaSet(int replicas, const std::string& more = "")
{
    return R"({"metadata":{"namespace":"default","name":"web"},"spec":{"replicas":)" + std::to_string(replicas) +
           R"(,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"containers":[{"name":"c","image":"i"}]}})" +
           more + "}}";
}

} // namespace

class ReplicaSetTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aDeletedPodIsReplaced();
    void aFailedPodIsReplaced();
    void aStrayPodIsAdoptedAndCounts();
    void aPodWhoseLabelsChangeIsReleasedAndReplaced();
    void anothersPodIsLeftAlone();
    void surplusPodsThatDoNotServeGoFirst();
    void refusedCreationsStartSlowlyAndShow();
    void minReadySecondsDelayAvailability();
    void actsOnceOnAStaleCache();

private:
    client::ObjectPtr stored() { return fix->server.get(resources::replicaSets, web); }
    int64_t status(std::string_view field) { return (*stored())["status"][field].asInt().value_or(0); }

    std::unique_ptr<test::Fixture> fix;
};

void ReplicaSetTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<ReplicaSetController>();
    fix->start();
}

void ReplicaSetTest::aDeletedPodIsReplaced()
{
    fix->server.create(resources::replicaSets, replicaSet(2));
    fix->settle();
    fix->makeAllReady();
    fix->settle();
    QCOMPARE(status("readyReplicas"), int64_t(2));
    const auto gone = fix->pods().front();
    fix->server.remove(resources::pods, gone->key());
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(3)); // one of them in its grace period
    QCOMPARE(status("replicas"), int64_t(2));
    QCOMPARE(status("readyReplicas"), int64_t(1));
    fix->finishDeletions();
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(2));
    QVERIFY(!fix->server.get(resources::pods, gone->key()));
}

void ReplicaSetTest::aFailedPodIsReplaced()
{
    fix->server.create(resources::replicaSets, replicaSet(1));
    fix->settle();
    fix->server.change(resources::pods, fix->pods().front()->key(), R"({"status":{"phase":"Failed"}})");
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(2));
    QCOMPARE(status("replicas"), int64_t(1));
}

void ReplicaSetTest::aStrayPodIsAdoptedAndCounts()
{
    fix->server.create(resources::pods,
                       R"({"metadata":{"namespace":"default","name":"stray","labels":{"app":"web"}}})");
    fix->server.create(resources::replicaSets, replicaSet(2));
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(2));
    const auto stray = fix->server.get(resources::pods, {"default", "stray"});
    QCOMPARE(stray->controllerRef()["uid"].asString(), stored()->uid());
}

void ReplicaSetTest::aPodWhoseLabelsChangeIsReleasedAndReplaced()
{
    fix->server.create(resources::replicaSets, replicaSet(1));
    fix->settle();
    const auto key = fix->pods().front()->key();
    fix->server.change(resources::pods, key, R"({"metadata":{"labels":{"app":"debug"}}})");
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(2));
    QVERIFY(!fix->server.get(resources::pods, key)->controllerRef());
}

void ReplicaSetTest::anothersPodIsLeftAlone()
{
    fix->server.create(resources::pods, R"({"metadata":{"namespace":"default","name":"other","labels":{"app":"web"},
        "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"u","controller":true}]}})");
    fix->server.create(resources::replicaSets, replicaSet(0));
    fix->settle();
    QCOMPARE(fix->pods().size(), size_t(1));
    QCOMPARE(status("replicas"), int64_t(0));
}

void ReplicaSetTest::surplusPodsThatDoNotServeGoFirst()
{
    fix->server.create(resources::replicaSets, replicaSet(3));
    fix->settle();
    const auto pods = fix->pods();
    fix->makeReady(pods[0]);
    fix->makeReady(pods[2]);
    fix->server.change(resources::replicaSets, web, R"({"spec":{"replicas":2}})");
    fix->settle();
    QVERIFY(fix->server.get(resources::pods, pods[0]->key()));
    QVERIFY(!fix->server.get(resources::pods, pods[1]->key()));
    QVERIFY(fix->server.get(resources::pods, pods[2]->key()));
}

void ReplicaSetTest::refusedCreationsStartSlowlyAndShow()
{
    fix->server.intercept = [](const client::ApiRequest& request) -> std::optional<client::ApiResponse> {
        if (request.method != "POST" || !request.path.ends_with("/pods"))
            return std::nullopt;
        return client::ApiResponse{
            403, "application/json",
            std::make_shared<const std::string>(
                R"({"kind":"Status","status":"Failure","reason":"Forbidden","message":"exceeded quota","code":403})")};
    };
    fix->server.create(resources::replicaSets, replicaSet(100));
    fix->executor.runReady();
    QVERIFY(fix->server.countCalls("POST /api/v1/namespaces/default/pods") <= 2); // again once the status shows it
    const auto set = stored();
    const data::Node condition = (*set)["status"]["conditions"].at(0);
    QCOMPARE(condition["reason"].asString(), std::string_view("FailedCreate"));
    QCOMPARE(condition["message"].asString(), std::string_view("exceeded quota"));
    fix->server.intercept = {};
    fix->executor.advance(20s);
    QCOMPARE(fix->pods().size(), size_t(100));
    QCOMPARE((*stored())["status"]["conditions"].size(), size_t(0));
}

void ReplicaSetTest::minReadySecondsDelayAvailability()
{
    fix->server.create(resources::replicaSets, replicaSet(1, R"(,"minReadySeconds":30)"));
    fix->settle();
    fix->makeAllReady();
    fix->settle();
    QCOMPARE(status("readyReplicas"), int64_t(1));
    QCOMPARE(status("availableReplicas"), int64_t(0));
    fix->executor.advance(31s);
    QCOMPARE(status("availableReplicas"), int64_t(1));
}

void ReplicaSetTest::actsOnceOnAStaleCache()
{
    fix->server.create(resources::replicaSets, replicaSet(4));
    // Whatever the order of answers and events, no pod more than needed is ever created.
    for (int i = 0; i < 5; ++i) {
        fix->server.change(resources::replicaSets, web,
                           R"({"metadata":{"labels":{"n":")" + std::to_string(i) + "\"}}}");
        fix->executor.runReady();
    }
    QCOMPARE(fix->server.countCalls("POST /api/v1/namespaces/default/pods"), 4);
}

SKIFF_REGISTER_TEST(ReplicaSetTest);

#include "replica_set_test.moc"
