#include "cluster/scheduler/node_choice.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::scheduler;

namespace {

client::ObjectPtr node(const std::string& name, const std::string& cpu = "2", const std::string& spec = "{}")
{
    return *client::Object::parse(R"({"metadata":{"name":")" + name + R"("},"spec":)" + spec +
                                  R"(,"status":{"allocatable":{"cpu":")" + cpu + R"(","memory":"4Gi","pods":"110"}}})");
}

PodInfoPtr pod(const std::string& cpu, const std::string& name = "p")
{
    return std::make_shared<const PodInfo>(*client::Object::parse(
        R"({"metadata":{"namespace":"default","name":")" + name + R"(","uid":")" + name +
        R"("},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":")" + cpu + R"("}}}]}})"));
}

} // namespace

class NodeChoiceTest : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereAreNoNodes();
    void countsReasonsInOrder();
    void prefersTheEmptierNode();
    void assumedPodsTakeRoomUntilForgotten();
    void helpfulEventsAreThoseOfWhoRefused();
    void looksAtEnoughNodesOnly();

private:
    const Profile profile = Profile::standard();
};

void NodeChoiceTest::saysThatThereAreNoNodes()
{
    SchedulerCache cache;
    size_t turn = 0;
    QCOMPARE(chooseNode(profile, *pod("1"), cache, turn).message(), std::string("no nodes available to schedule pods"));
}

void NodeChoiceTest::countsReasonsInOrder()
{
    SchedulerCache cache;
    cache.putNode(node("a"));
    cache.putNode(node("b"));
    cache.putNode(node("c", "2", R"({"unschedulable":true})"));
    cache.putNode(node("d", "64", R"({"taints":[{"key":"k","value":"v","effect":"NoExecute"}]})"));
    size_t turn = 0;
    const NodeChoice choice = chooseNode(profile, *pod("3"), cache, turn);
    QVERIFY(!choice.node);
    QCOMPARE(choice.message(),
             std::string("0/4 nodes are available: 1 node(s) had untolerated taint {k: v}, 1 node(s) were "
                         "unschedulable, 2 Insufficient cpu."));
}

void NodeChoiceTest::prefersTheEmptierNode()
{
    SchedulerCache cache;
    cache.putNode(node("a"));
    cache.putNode(node("b"));
    cache.assume(pod("1", "x"), "a");
    size_t turn = 0;
    QVERIFY(chooseNode(profile, *pod("500m"), cache, turn).node == "b");
}

void NodeChoiceTest::assumedPodsTakeRoomUntilForgotten()
{
    SchedulerCache cache;
    cache.putNode(node("a"));
    cache.assume(pod("2", "x"), "a");
    size_t turn = 0;
    QVERIFY(!chooseNode(profile, *pod("1"), cache, turn).node);
    cache.forget("x");
    QVERIFY(chooseNode(profile, *pod("1"), cache, turn).node == "a");
    cache.removeNode("a");
    QCOMPARE(cache.nodes().size(), size_t(0));
}

void NodeChoiceTest::helpfulEventsAreThoseOfWhoRefused()
{
    SchedulerCache cache;
    cache.putNode(node("a", "2", R"({"unschedulable":true})"));
    size_t turn = 0;
    const uint32_t events = chooseNode(profile, *pod("1"), cache, turn).helpfulEvents;
    QVERIFY(events & NodeTaintsChanged);
    QVERIFY(!(events & AssignedPodGone));
}

void NodeChoiceTest::looksAtEnoughNodesOnly()
{
    SchedulerCache cache;
    for (int i = 0; i < 1000; ++i)
        cache.putNode(node("n" + std::to_string(i)));
    size_t turn = 0;
    QVERIFY(chooseNode(profile, *pod("1"), cache, turn).node);
    QCOMPARE(turn, size_t(420)); // 42 percent, and the next pod begins there
}

SKIFF_REGISTER_TEST(NodeChoiceTest);

#include "node_choice_test.moc"
