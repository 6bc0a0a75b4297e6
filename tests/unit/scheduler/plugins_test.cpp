#include "cluster/scheduler/plugins/balanced_allocation/balanced_allocation.h"
#include "cluster/scheduler/plugins/least_allocated/least_allocated.h"
#include "cluster/scheduler/plugins/node_affinity/node_affinity.h"
#include "cluster/scheduler/plugins/node_name/node_name.h"
#include "cluster/scheduler/plugins/node_ports/node_ports.h"
#include "cluster/scheduler/plugins/node_unschedulable/node_unschedulable.h"
#include "cluster/scheduler/plugins/priority_sort/priority_sort.h"
#include "cluster/scheduler/plugins/resources_fit/resources_fit.h"
#include "cluster/scheduler/plugins/scheduling_gates/scheduling_gates.h"
#include "cluster/scheduler/plugins/taint_toleration/taint_toleration.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::scheduler;

namespace {

PodInfoPtr pod(const std::string& spec, const std::string& name = "p")
{
    return std::make_shared<const PodInfo>(*client::Object::parse(R"({"metadata":{"namespace":"default","name":")" +
                                                                  name + R"(","uid":")" + name + R"("},"spec":)" +
                                                                  spec + "}"));
}

NodeInfo node(const std::string& spec = "{}", const std::string& labels = "{}")
{
    NodeInfo info;
    info.setNode(*client::Object::parse(
        R"({"metadata":{"name":"n1","labels":)" + labels + R"(},"spec":)" + spec +
        R"(,"status":{"allocatable":{"cpu":"2","memory":"4Gi","pods":"3","example.com/gpu":"1"}}})"));
    return info;
}

PodInfoPtr asking(const std::string& requests, const std::string& name = "p")
{
    return pod(R"({"containers":[{"name":"c","resources":{"requests":)" + requests + "}}]}", name);
}

} // namespace

class PluginsTest : public QObject
{
    Q_OBJECT

private slots:
    void resourcesFitCountsWhatIsTaken();
    void taintsRefuseAndSoftTaintsScore();
    void affinityRefusesScoresAndNamesNodes();
    void cordonedNodesTakeOnlyWhoTolerates();
    void aNamedNodeIsTheOnlyOne();
    void hostPortsConflict();
    void emptierNodesAreBetter();
    void balancedNodesAreBetter();
    void gatesHoldAPodBack();
    void priorityComesFirst();
};

void PluginsTest::resourcesFitCountsWhatIsTaken()
{
    const ResourcesFit fit;
    NodeInfo n = node();
    QVERIFY(!fit.filter(*asking(R"({"cpu":"2","memory":"4Gi"})"), n));
    QVERIFY(fit.filter(*asking(R"({"cpu":"2001m"})"), n) == "Insufficient cpu");
    QVERIFY(fit.filter(*asking(R"({"memory":"5Gi"})"), n) == "Insufficient memory");
    QVERIFY(fit.filter(*asking(R"({"example.com/gpu":"2"})"), n) == "Insufficient example.com/gpu");
    n.add(asking(R"({"cpu":"1500m"})", "a"));
    QVERIFY(fit.filter(*asking(R"({"cpu":"1"})"), n) == "Insufficient cpu");
    QVERIFY(!fit.filter(*asking(R"({"cpu":"500m"})"), n));
    n.add(asking("{}", "b"));
    n.add(asking("{}", "c"));
    QVERIFY(fit.filter(*asking("{}"), n) == "Too many pods");
    n.remove("a");
    QVERIFY(!fit.filter(*asking(R"({"cpu":"2"})"), n));
}

void PluginsTest::taintsRefuseAndSoftTaintsScore()
{
    const TaintToleration plugin;
    const NodeInfo hard = node(R"({"taints":[{"key":"dedicated","value":"db","effect":"NoSchedule"}]})");
    QVERIFY(plugin.filter(*pod("{}"), hard) == "node(s) had untolerated taint {dedicated: db}");
    QVERIFY(!plugin.filter(*pod(R"({"tolerations":[{"key":"dedicated","operator":"Exists"}]})"), hard));
    const NodeInfo soft = node(R"({"taints":[{"key":"slow","effect":"PreferNoSchedule"}]})");
    QVERIFY(!plugin.filter(*pod("{}"), soft));
    QCOMPARE(plugin.score(*pod("{}"), soft), int64_t(1));
    std::vector<int64_t> scores{1, 0, 2};
    plugin.normalise(scores);
    QCOMPARE(scores, (std::vector<int64_t>{50, 100, 0}));
}

void PluginsTest::affinityRefusesScoresAndNamesNodes()
{
    const NodeAffinity plugin;
    const NodeInfo ssd = node("{}", R"({"disk":"ssd"})");
    QVERIFY(!plugin.filter(*pod(R"({"nodeSelector":{"disk":"ssd"}})"), ssd));
    QVERIFY(plugin.filter(*pod(R"({"nodeSelector":{"disk":"hdd"}})"), ssd) ==
            "node(s) didn't match Pod's node affinity/selector");
    const auto preferred = pod(R"({"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[
        {"weight":7,"preference":{"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}}]}}})");
    QCOMPARE(plugin.score(*preferred, ssd), int64_t(7));
    QVERIFY(!plugin.onlyNodes(*preferred));
    const auto daemon =
        pod(R"({"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
        {"matchFields":[{"key":"metadata.name","operator":"In","values":["n7"]}]}]}}}})");
    QVERIFY(plugin.onlyNodes(*daemon) == std::set<std::string>{"n7"});
}

void PluginsTest::cordonedNodesTakeOnlyWhoTolerates()
{
    const NodeUnschedulable plugin;
    const NodeInfo cordoned = node(R"({"unschedulable":true})");
    QVERIFY(plugin.filter(*pod("{}"), cordoned) == "node(s) were unschedulable");
    QVERIFY(!plugin.filter(*pod(R"({"tolerations":[{"operator":"Exists"}]})"), cordoned));
    QVERIFY(!plugin.filter(*pod("{}"), node()));
}

void PluginsTest::aNamedNodeIsTheOnlyOne()
{
    QVERIFY(!NodeName().filter(*pod("{}"), node()));
    QVERIFY(!NodeName().filter(*pod(R"({"nodeName":"n1"})"), node()));
    QVERIFY(NodeName().filter(*pod(R"({"nodeName":"n2"})"), node()));
}

void PluginsTest::hostPortsConflict()
{
    const auto withPort = [](const std::string& port, const std::string& name) {
        return pod(R"({"containers":[{"name":"c","ports":[)" + port + "]}]}", name);
    };
    NodeInfo n = node();
    n.add(withPort(R"({"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.1"})", "a"));
    const NodePorts plugin;
    QVERIFY(plugin.filter(*withPort(R"({"containerPort":80,"hostPort":8080})", "b"), n));
    QVERIFY(!plugin.filter(*withPort(R"({"containerPort":80,"hostPort":8080,"protocol":"UDP"})", "b"), n));
    QVERIFY(!plugin.filter(*withPort(R"({"containerPort":80,"hostPort":8080,"hostIP":"10.0.0.1"})", "b"), n));
    QVERIFY(!plugin.filter(*withPort(R"({"containerPort":8080})", "b"), n));
}

void PluginsTest::emptierNodesAreBetter()
{
    const LeastAllocated plugin;
    NodeInfo n = node();
    const auto wanted = asking(R"({"cpu":"1","memory":"1Gi"})");
    QCOMPARE(plugin.score(*wanted, n), int64_t((50 + 75) / 2));
    n.add(asking(R"({"cpu":"500m","memory":"1Gi"})", "a"));
    QCOMPARE(plugin.score(*wanted, n), int64_t((25 + 50) / 2));
}

void PluginsTest::balancedNodesAreBetter()
{
    const BalancedAllocation plugin;
    QCOMPARE(plugin.score(*asking(R"({"cpu":"1","memory":"2Gi"})"), node()), int64_t(100));
    QVERIFY(plugin.score(*asking(R"({"cpu":"2"})"), node()) < 60);
}

void PluginsTest::gatesHoldAPodBack()
{
    QVERIFY(SchedulingGates().preEnqueue(*pod(R"({"schedulingGates":[{"name":"wait"}]})")));
    QVERIFY(!SchedulingGates().preEnqueue(*pod("{}")));
}

void PluginsTest::priorityComesFirst()
{
    QVERIFY(PrioritySort().before(*pod(R"({"priority":10})"), *pod("{}")));
    QVERIFY(!PrioritySort().before(*pod("{}"), *pod("{}")));
}

SKIFF_REGISTER_TEST(PluginsTest);

#include "plugins_test.moc"
