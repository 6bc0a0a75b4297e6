#include "cluster/controllers/nodelifecycle/node_health_controller.h"
#include "cluster/controllers/nodelifecycle/pod_garbage_collector.h"
#include "cluster/controllers/nodelifecycle/taint_eviction_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

#include <set>

using namespace skiff;
using namespace skiff::controllers;
using namespace std::chrono_literals;
namespace resources = skiff::client::resources;

class NodeLifecycleTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aReadyNodeLosesItsFirstTaint();
    void leasesKeepANodeAlive();
    void aSilentNodeBecomesUnknownAndItsPodsUnready();
    void noNodeIsEvictedFromWhenAllAreSilent();
    void podsLeaveATaintedNodeAfterTheirToleration();
    void aNodeThatComesBackKeepsItsPods();
    void cordoningTaints();
    void podsOfADeletedNodeGo();

private:
    void createNode(const std::string& name, const std::string& ready = "True")
    {
        fix->server.create(
            resources::nodes,
            R"({"metadata":{"name":")" + name +
                R"("},"spec":{"taints":[{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"},{"key":"own","effect":"NoSchedule"}]},
            "status":{"conditions":[{"type":"Ready","status":")" +
                ready + R"(","lastHeartbeatTime":"2026-01-01T00:00:00Z"}]}})");
        fix->server.create(resources::leases, R"({"metadata":{"namespace":"kube-node-lease","name":")" + name +
                                                  R"("},"spec":{"renewTime":"0"}})");
    }
    void renew(const std::string& name)
    {
        fix->server.change(resources::leases, {"kube-node-lease", name},
                           R"({"spec":{"renewTime":")" + formatMicroTime(fix->clock.now()) + R"("}})");
    }
    void createPod(const std::string& name, const std::string& node, int toleration)
    {
        fix->server.create(
            resources::pods,
            R"({"metadata":{"namespace":"default","name":")" + name + R"("},"spec":{"nodeName":")" + node +
                R"(","tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":)" +
                std::to_string(toleration) +
                R"(}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})");
    }
    std::set<std::string> taints(const std::string& node)
    {
        std::set<std::string> found;
        const auto object = fix->server.get(resources::nodes, {"", node});
        for (const data::Node taint : (*object)["spec"]["taints"])
            found.insert(std::string(taint["key"].asString()) + ":" + std::string(taint["effect"].asString()));
        return found;
    }
    /// Lets time pass while the nodes named go on renewing.
    void pass(Duration time, const std::vector<std::string>& alive)
    {
        for (Duration done{}; done < time; done += 10s) {
            for (const std::string& node : alive)
                renew(node);
            fix->executor.advance(10s);
        }
    }
    client::ObjectPtr pod(const std::string& name) { return fix->server.get(resources::pods, {"default", name}); }

    std::unique_ptr<test::Fixture> fix;
};

void NodeLifecycleTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<NodeHealthController>();
    fix->add<TaintEvictionController>();
    fix->add<PodGarbageCollector>();
    fix->server.create(resources::namespaces, R"({"metadata":{"name":"kube-node-lease"}})");
    fix->start();
}

void NodeLifecycleTest::aReadyNodeLosesItsFirstTaint()
{
    createNode("n1", "False");
    fix->settle();
    QCOMPARE(taints("n1"), (std::set<std::string>{"node.kubernetes.io/not-ready:NoSchedule", "own:NoSchedule"}));
    fix->server.change(resources::nodes, {"", "n1"}, R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})");
    fix->settle();
    QCOMPARE(taints("n1"), std::set<std::string>{"own:NoSchedule"});
}

void NodeLifecycleTest::leasesKeepANodeAlive()
{
    createNode("n1");
    pass(10min, {"n1"});
    QCOMPARE(taints("n1"), std::set<std::string>{"own:NoSchedule"});
    fix->server.forgetCalls();
    pass(10min, {"n1"});
    QVERIFY(fix->server.calls().empty());
}

void NodeLifecycleTest::aSilentNodeBecomesUnknownAndItsPodsUnready()
{
    createNode("n1");
    createNode("n2");
    createPod("p", "n1", 300);
    pass(20s, {"n1", "n2"});
    pass(30s, {"n2"});
    QCOMPARE(taints("n1"), std::set<std::string>{"own:NoSchedule"});
    pass(30s, {"n2"});
    const auto node = fix->server.get(resources::nodes, {"", "n1"});
    const data::Node ready = (*node)["status"]["conditions"].at(0);
    QCOMPARE(ready["status"].asString(), std::string_view("Unknown"));
    QCOMPARE(ready["reason"].asString(), std::string_view("NodeStatusUnknown"));
    QCOMPARE(taints("n1"), (std::set<std::string>{"node.kubernetes.io/unreachable:NoSchedule",
                                                  "node.kubernetes.io/unreachable:NoExecute", "own:NoSchedule"}));
    QCOMPARE((*pod("p"))["status"]["conditions"].at(0)["status"].asString(), std::string_view("False"));
    QCOMPARE(taints("n2"), std::set<std::string>{"own:NoSchedule"});
}

void NodeLifecycleTest::noNodeIsEvictedFromWhenAllAreSilent()
{
    createNode("n1");
    createPod("p", "n1", 0);
    pass(20s, {"n1"});
    pass(10min, {});
    QCOMPARE(taints("n1"), (std::set<std::string>{"node.kubernetes.io/unreachable:NoSchedule", "own:NoSchedule"}));
    QVERIFY(!pod("p")->isBeingDeleted());
}

void NodeLifecycleTest::podsLeaveATaintedNodeAfterTheirToleration()
{
    createNode("n1");
    createNode("n2");
    createPod("short", "n1", 30);
    createPod("long", "n1", 300);
    pass(20s, {"n1", "n2"});
    pass(60s, {"n2"});
    QVERIFY(!pod("short")->isBeingDeleted());
    pass(40s, {"n2"});
    QVERIFY(pod("short")->isBeingDeleted());
    const auto gone = pod("short");
    bool marked = false;
    for (const data::Node condition : (*gone)["status"]["conditions"])
        marked |= condition["reason"].asString() == "DeletionByTaintManager";
    QVERIFY(marked);
    QVERIFY(!pod("long")->isBeingDeleted());
    pass(5min, {"n2"});
    QVERIFY(pod("long")->isBeingDeleted());
}

void NodeLifecycleTest::aNodeThatComesBackKeepsItsPods()
{
    createNode("n1");
    createNode("n2");
    createPod("p", "n1", 100);
    pass(20s, {"n1", "n2"});
    pass(80s, {"n2"});
    QVERIFY(taints("n1").count("node.kubernetes.io/unreachable:NoExecute"));
    fix->server.change(resources::nodes, {"", "n1"},
                       R"({"status":{"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"later"}]}})");
    pass(10min, {"n1", "n2"});
    QCOMPARE(taints("n1"), std::set<std::string>{"own:NoSchedule"});
    QVERIFY(!pod("p")->isBeingDeleted());
}

void NodeLifecycleTest::cordoningTaints()
{
    createNode("n1");
    fix->server.change(resources::nodes, {"", "n1"}, R"({"spec":{"unschedulable":true}})");
    fix->settle();
    QVERIFY(taints("n1").count("node.kubernetes.io/unschedulable:NoSchedule"));
    fix->server.change(resources::nodes, {"", "n1"}, R"({"spec":{"unschedulable":null}})");
    fix->settle();
    QVERIFY(!taints("n1").count("node.kubernetes.io/unschedulable:NoSchedule"));
}

void NodeLifecycleTest::podsOfADeletedNodeGo()
{
    createNode("n1");
    createPod("p", "n1", 300);
    fix->settle();
    fix->server.remove(resources::nodes, {"", "n1"});
    pass(30s, {});
    QVERIFY(pod("p"));
    pass(20s, {});
    QVERIFY(!pod("p"));
}

SKIFF_REGISTER_TEST(NodeLifecycleTest);

#include "node_lifecycle_test.moc"
