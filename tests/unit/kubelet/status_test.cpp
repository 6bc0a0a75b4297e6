#include "cluster/kubelet/node/node_object.h"
#include "cluster/kubelet/status/pod_status.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using skiff::test::makePod;
using skiff::test::StateBuilder;

namespace {

const char* const Two = R"({"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})";
const char* const TwoNever =
    R"({"restartPolicy":"Never","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})";
const char* const TwoOnFailure =
    R"({"restartPolicy":"OnFailure","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})";

data::Value statusOf(const Pod& pod, const StateBuilder& state, const ProbeResults& probes = {},
                     const std::map<std::string, WaitingReason>& waiting = {}, bool ended = false)
{
    const PodState built = state.build();
    const PodPlace place{"node-1", {"192.0.2.10"}, {"10.244.0.7"}};
    const std::map<std::string, std::string> images{{"sha256:0123", "docker.io/library/i@sha256:9"}};
    return podStatus({pod, built, probes, waiting, place, images, "containerd", ended, {}, StateBuilder::at(100)});
}

/// "True", "False: Reason message" of one condition.
std::string condition(const data::Value& status, std::string_view type)
{
    for (const data::Value& one : status.at("conditions").as_array()) {
        if (data::stringAt(one, {"type"}) != type)
            continue;
        std::string text(data::stringAt(one, {"status"}));
        if (const auto reason = data::stringAt(one, {"reason"}); !reason.empty())
            text += fmt::format(": {} {}", reason, data::stringAt(one, {"message"}));
        return text;
    }
    return "(none)";
}

std::string phase(const data::Value& status)
{
    return std::string(data::stringAt(status, {"phase"}));
}

} // namespace

class KubeletStatusTest : public QObject
{
    Q_OBJECT

private slots:
    void phaseFollowsContainersAndPolicy_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("a"); // running, or an exit code, or "" for none
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("phase");
        QTest::newRow("nothing yet") << Two << ""
                                     << ""
                                     << "Pending";
        QTest::newRow("one waits") << Two << "running"
                                   << ""
                                   << "Pending";
        QTest::newRow("both run") << Two << "running"
                                  << "running"
                                  << "Running";
        QTest::newRow("one restarts") << Two << "running"
                                      << "1"
                                      << "Running";
        QTest::newRow("both restart") << Two << "1"
                                      << "1"
                                      << "Running";
        QTest::newRow("on failure: both done") << TwoOnFailure << "0"
                                               << "0"
                                               << "Succeeded";
        QTest::newRow("on failure: one failed") << TwoOnFailure << "0"
                                                << "2"
                                                << "Running";
        QTest::newRow("never: both done") << TwoNever << "0"
                                          << "0"
                                          << "Succeeded";
        QTest::newRow("never: one failed") << TwoNever << "0"
                                           << "2"
                                           << "Failed";
        QTest::newRow("never: one runs on") << TwoNever << "2"
                                            << "running"
                                            << "Running";
    }
    void phaseFollowsContainersAndPolicy()
    {
        QFETCH(QString, spec);
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, phase);
        const Pod pod = makePod(spec.toStdString());
        StateBuilder state = StateBuilder().sandbox();
        for (const auto& [name, what] : {std::pair("a", a), std::pair("b", b)}) {
            if (what == "running")
                state.running(pod, name);
            else if (!what.isEmpty())
                state.exited(pod, name, what.toInt());
        }
        QCOMPARE(::phase(statusOf(pod, state)), phase.toStdString());
    }

    void aReadyPodSaysSo()
    {
        const Pod pod = makePod(Two);
        const data::Value status = statusOf(pod, StateBuilder().sandbox().running(pod, "a").running(pod, "b"));
        for (const char* type :
             {"PodScheduled", "Initialized", "ContainersReady", "Ready", "PodReadyToStartContainers"})
            QCOMPARE(condition(status, type), std::string("True"));
        QCOMPARE(data::stringAt(status, {"podIP"}), std::string_view("10.244.0.7"));
        QCOMPARE(data::stringAt(status, {"hostIP"}), std::string_view("192.0.2.10"));
        const data::Value& container = status.at("containerStatuses").at(0);
        QCOMPARE(data::stringAt(container, {"containerID"}), std::string_view("containerd://a-0"));
        QCOMPARE(data::stringAt(container, {"imageID"}), std::string_view("docker.io/library/i@sha256:9"));
        QVERIFY(data::boolAt(container, {"ready"}) && data::boolAt(container, {"started"}));
    }

    void readinessNeedsItsProbe()
    {
        const Pod pod = makePod(R"({"containers":[{"name":"a","image":"i","readinessProbe":{}}]})");
        const StateBuilder state = StateBuilder().sandbox().running(pod, "a");
        QCOMPARE(condition(statusOf(pod, state), "Ready"),
                 std::string("False: ContainersNotReady containers with unready status: [a]"));
        ProbeResults probes;
        probes.set("a-0", {{}, true, {}});
        QCOMPARE(condition(statusOf(pod, state, probes), "Ready"), std::string("True"));
    }

    void initContainersHoldInitialized()
    {
        const Pod pod = makePod(R"({"initContainers":[{"name":"i1","image":"i"},{"name":"i2","image":"i"}],
                                    "containers":[{"name":"a","image":"i"}]})");
        const data::Value before = statusOf(pod, StateBuilder().sandbox().exited(pod, "i1", 0));
        QCOMPARE(condition(before, "Initialized"),
                 std::string("False: ContainersNotInitialized containers with incomplete status: [i2]"));
        QCOMPARE(data::stringAt(before.at("containerStatuses").at(0), {"state", "waiting", "reason"}),
                 std::string_view("PodInitializing"));
        const data::Value after =
            statusOf(pod, StateBuilder().sandbox().exited(pod, "i1", 0).exited(pod, "i2", 0).running(pod, "a"));
        QCOMPARE(condition(after, "Initialized"), std::string("True"));
        QCOMPARE(phase(after), std::string("Running"));
    }

    void readinessGatesCount()
    {
        const char* const spec =
            R"({"readinessGates":[{"conditionType":"x/y"}],"containers":[{"name":"a","image":"i"}]})";
        const Pod without = makePod(spec);
        QVERIFY(condition(statusOf(without, StateBuilder().sandbox().running(without, "a")), "Ready")
                    .starts_with("False: ReadinessGatesNotReady"));
        const Pod with = makePod(spec, {}, R"("conditions":[{"type":"x/y","status":"True"}])");
        QCOMPARE(condition(statusOf(with, StateBuilder().sandbox().running(with, "a")), "Ready"), std::string("True"));
    }

    void waitingShowsWhyAndWhatWasBefore()
    {
        const Pod pod = makePod(R"({"containers":[{"name":"a","image":"i"}]})");
        const data::Value status = statusOf(pod, StateBuilder().sandbox().exited(pod, "a", 3, 4, 50), {},
                                            {{"a", {"CrashLoopBackOff", "back-off"}}});
        const data::Value& container = status.at("containerStatuses").at(0);
        QCOMPARE(data::stringAt(container, {"state", "waiting", "reason"}), std::string_view("CrashLoopBackOff"));
        QCOMPARE(data::intAt(container, {"lastState", "terminated", "exitCode"}), int64_t(3));
        QCOMPARE(data::intAt(container, {"restartCount"}), int64_t(4));
    }

    void timesOfUnchangedConditionsStay()
    {
        const char* const spec = R"({"containers":[{"name":"a","image":"i"}]})";
        const Pod pod = makePod(spec, {}, R"("startTime":"2020-01-01T00:00:00Z","conditions":[
            {"type":"Ready","status":"True","lastTransitionTime":"2020-02-02T00:00:00Z"},
            {"type":"Initialized","status":"False","lastTransitionTime":"2020-02-02T00:00:00Z"}])");
        const data::Value status = statusOf(pod, StateBuilder().sandbox().running(pod, "a"));
        QCOMPARE(data::stringAt(status, {"startTime"}), std::string_view("2020-01-01T00:00:00Z"));
        for (const data::Value& one : status.at("conditions").as_array()) {
            const bool ready = data::stringAt(one, {"type"}) == "Ready";
            QCOMPARE(data::stringAt(one, {"lastTransitionTime"}) == "2020-02-02T00:00:00Z", ready);
        }
    }

    void whatTheServerSaysAlreadyIsNotWritten()
    {
        const char* const spec = R"({"containers":[{"name":"a","image":"i"}]})";
        const Pod pod = makePod(spec);
        const StateBuilder state = StateBuilder().sandbox().running(pod, "a");
        const std::string text = data::toJson(statusOf(pod, state));
        const Pod same = makePod(spec, {}, text.substr(1, text.size() - 2));
        QVERIFY(statusMatches(statusOf(same, state), same.status()));
        QVERIFY(!statusMatches(statusOf(same, StateBuilder().sandbox().exited(pod, "a", 0)), same.status()));
    }

    void anEndedPodFailsUnlessAllWentWell()
    {
        const Pod pod = makePod(Two);
        QCOMPARE(phase(statusOf(pod, StateBuilder().sandbox().exited(pod, "a", 0).exited(pod, "b", 143), {}, {}, true)),
                 std::string("Failed"));
        QCOMPARE(phase(statusOf(pod, StateBuilder().sandbox().exited(pod, "a", 0).exited(pod, "b", 0), {}, {}, true)),
                 std::string("Succeeded"));
    }

    void aNodeSaysWhatItIs()
    {
        NodeDescription node;
        node.name = "node-1";
        node.address = "192.0.2.10";
        node.podCidr = "10.244.3.0/24";
        node.architecture = "amd64";
        node.labels = *parseLabels("zone=a,tier=");
        node.taints = *parseTaints("only=here:NoSchedule,gone:NoExecute");
        node.capacity = {2000, int64_t(4) << 30, int64_t(10) << 30, 110};
        const data::Value object = nodeObject(node);
        QCOMPARE(data::stringAt(object, {"spec", "podCIDR"}), std::string_view("10.244.3.0/24"));
        QCOMPARE(data::stringAt(object, {"metadata", "labels", "kubernetes.io/hostname"}), std::string_view("node-1"));
        QCOMPARE(data::stringAt(object, {"metadata", "labels", "zone"}), std::string_view("a"));
        QCOMPARE(data::stringAt(object.at("spec").at("taints").at(0), {"value"}), std::string_view("here"));
        NodeHealth health;
        health.message = "container runtime is down";
        const data::Value status = nodeStatus(node, health, {}, StateBuilder::at(0));
        QCOMPARE(condition(status, "Ready"), std::string("False: KubeletNotReady container runtime is down"));
        QCOMPARE(data::stringAt(status, {"capacity", "memory"}), std::string_view("4194304Ki"));
        QVERIFY(!parseLabels("x").ok() && !parseTaints("x=y").ok());
    }
};

SKIFF_REGISTER_TEST(KubeletStatusTest);
#include "status_test.moc"
