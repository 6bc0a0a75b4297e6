#include "cluster/kubelet/actions/pod_actions.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using skiff::test::makePod;
using skiff::test::StateBuilder;

namespace {

/// The actions in one line, to compare with: "kill-pod sandbox(1) kill(a) start(a#1) wait(a 10s) finished".
std::string say(const PodActions& actions)
{
    std::string text;
    const auto add = [&text](const std::string& word) {
        text += (text.empty() ? "" : " ") + word;
    };
    if (actions.killPod)
        add("kill-pod");
    if (actions.createSandbox)
        add(fmt::format("sandbox({})", actions.sandboxAttempt));
    for (const ContainerKill& kill : actions.kills)
        add(fmt::format("kill({})", kill.id));
    for (const ContainerStart& start : actions.starts)
        add(fmt::format("start({}#{})", start.spec->name, start.attempt));
    for (const ContainerWait& wait : actions.waits)
        add(fmt::format("wait({} {}s)", wait.name,
                        std::chrono::duration_cast<std::chrono::seconds>(wait.left).count()));
    if (actions.finished)
        add("finished");
    return text;
}

std::string decide(const Pod& pod, const StateBuilder& state, const ProbeResults& probes = {},
                   const RestartBackoff& backoff = {}, int now = 100)
{
    return say(computeActions(pod, state.build(), probes, backoff, StateBuilder::at(now)));
}

const char* const One = R"({"containers":[{"name":"a","image":"i"}]})";
const char* const OneNever = R"({"restartPolicy":"Never","containers":[{"name":"a","image":"i"}]})";
const char* const OneOnFailure = R"({"restartPolicy":"OnFailure","containers":[{"name":"a","image":"i"}]})";
const char* const Two = R"({"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})";
const char* const TwoNever =
    R"({"restartPolicy":"Never","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})";
const char* const WithInit = R"({"initContainers":[{"name":"i1","image":"i"},{"name":"i2","image":"i"}],
                                 "containers":[{"name":"a","image":"i"}]})";
const char* const WithInitNever = R"({"restartPolicy":"Never","initContainers":[{"name":"i1","image":"i"}],
                                      "containers":[{"name":"a","image":"i"}]})";
const char* const WithSidecar = R"({"restartPolicy":"Never","initContainers":[
    {"name":"s","image":"i","restartPolicy":"Always","startupProbe":{"exec":{"command":["x"]}}},
    {"name":"i2","image":"i"}],"containers":[{"name":"a","image":"i"}]})";

} // namespace

class PodActionsTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewPodGetsASandboxAndItsContainers()
    {
        QCOMPARE(decide(makePod(Two), StateBuilder()), std::string("kill-pod sandbox(0) start(a#0) start(b#0)"));
    }

    void aHealthyPodNeedsNothing()
    {
        const Pod pod = makePod(Two);
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "a").running(pod, "b")), std::string());
    }

    void aMissingContainerStarts()
    {
        const Pod pod = makePod(Two);
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "a")), std::string("start(b#0)"));
    }

    void restartPolicySaysWhoStartsAgain_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("actions");
        QTest::newRow("always after success") << One << 0 << "start(a#1)";
        QTest::newRow("always after failure") << One << 1 << "start(a#1)";
        QTest::newRow("on failure after success") << OneOnFailure << 0 << "kill-pod finished";
        QTest::newRow("on failure after failure") << OneOnFailure << 3 << "start(a#1)";
        QTest::newRow("never after success") << OneNever << 0 << "kill-pod finished";
        QTest::newRow("never after failure") << OneNever << 1 << "kill-pod finished";
    }
    void restartPolicySaysWhoStartsAgain()
    {
        QFETCH(QString, spec);
        QFETCH(int, code);
        QFETCH(QString, actions);
        const Pod pod = makePod(spec.toStdString());
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "a", code)), actions.toStdString());
    }

    void thePodIsFinishedWhenTheLastContainerIs()
    {
        const Pod pod = makePod(TwoNever);
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "a", 0).running(pod, "b")), std::string());
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "a", 0).exited(pod, "b", 1)),
                 std::string("kill-pod finished"));
    }

    void aCrashingContainerWaitsForItsBackoff()
    {
        const Pod pod = makePod(One);
        RestartBackoff backoff;
        backoff.tried(backoffKey(pod, pod.containers()[0]), StateBuilder::at(90), StateBuilder::at(90));
        const StateBuilder state = StateBuilder().sandbox().exited(pod, "a", 1, 4, 97);
        QCOMPARE(decide(pod, state, {}, backoff, 100), std::string("wait(a 7s)"));
        QCOMPARE(decide(pod, state, {}, backoff, 107), std::string("start(a#5)"));
    }

    void aDeadSandboxIsReplacedAndContainersCountOn()
    {
        const Pod pod = makePod(Two);
        const StateBuilder state = StateBuilder().sandbox(2, false).exited(pod, "a", 255, 3).exited(pod, "b", 255);
        QCOMPARE(decide(pod, state), std::string("kill-pod sandbox(3) start(a#4) start(b#1)"));
    }

    void aDeadSandboxOfAFinishedPodStaysDead()
    {
        const Pod pod = makePod(OneNever);
        QCOMPARE(decide(pod, StateBuilder().sandbox(0, false).exited(pod, "a", 1)), std::string("kill-pod finished"));
        const Pod retry = makePod(OneOnFailure);
        QCOMPARE(decide(retry, StateBuilder().sandbox(0, false).exited(retry, "a", 255)),
                 std::string("kill-pod sandbox(1) start(a#1)"));
    }

    void aSandboxOfTheWrongNetworkIsReplaced()
    {
        const Pod pod = makePod(R"({"hostNetwork":true,"containers":[{"name":"a","image":"i"}]})");
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "a")),
                 std::string("kill-pod sandbox(1) start(a#1)"));
    }

    void initContainersRunOneAfterTheOther()
    {
        const Pod pod = makePod(WithInit);
        QCOMPARE(decide(pod, StateBuilder()), std::string("kill-pod sandbox(0) start(i1#0)"));
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "i1")), std::string());
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "i1", 0)), std::string("start(i2#0)"));
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "i1", 0).exited(pod, "i2", 0)),
                 std::string("start(a#0)"));
    }

    void aFailedInitContainerIsRetriedOrEndsThePod()
    {
        const Pod pod = makePod(WithInit);
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "i1", 1)), std::string("start(i1#1)"));
        const Pod never = makePod(WithInitNever);
        QCOMPARE(decide(never, StateBuilder().sandbox().exited(never, "i1", 1)), std::string("kill-pod finished"));
    }

    void initContainersDoNotRunAgainOnceTheAppRan()
    {
        const Pod pod = makePod(WithInit);
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "i1", 0).exited(pod, "a", 1)),
                 std::string("start(a#1)"));
    }

    void aNewSandboxStartsWithTheFirstInitContainer()
    {
        const Pod pod = makePod(WithInit);
        const StateBuilder state =
            StateBuilder().sandbox(0, false).exited(pod, "i1", 0).exited(pod, "i2", 0).exited(pod, "a", 255);
        QCOMPARE(decide(pod, state), std::string("kill-pod sandbox(1) start(i1#1)"));
    }

    void aSidecarHoldsTheNextUntilItIsStarted()
    {
        const Pod pod = makePod(WithSidecar);
        const StateBuilder state = StateBuilder().sandbox().running(pod, "s");
        QCOMPARE(decide(pod, state), std::string());
        ProbeResults probes;
        probes.set("s-0", {true, {}, {}});
        QCOMPARE(decide(pod, state, probes), std::string("start(i2#0)"));
    }

    void aSidecarRestartsWhateverThePodsPolicy()
    {
        const Pod pod = makePod(WithSidecar);
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "s", 0).exited(pod, "i2", 0).running(pod, "a")),
                 std::string("start(s#1)"));
    }

    void sidecarsEndWithTheAppContainers()
    {
        const Pod pod = makePod(WithSidecar);
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "s").exited(pod, "i2", 0).exited(pod, "a", 0)),
                 std::string("kill-pod finished"));
    }

    void failedProbesKill_data()
    {
        QTest::addColumn<bool>("liveness");
        QTest::addColumn<QString>("message");
        QTest::newRow("liveness") << true << "Container a failed liveness probe, will be restarted";
        QTest::newRow("startup") << false << "Container a failed startup probe, will be restarted";
    }
    void failedProbesKill()
    {
        QFETCH(bool, liveness);
        QFETCH(QString, message);
        const Pod pod = makePod(R"({"containers":[{"name":"a","image":"i",
            "livenessProbe":{"terminationGracePeriodSeconds":5},"startupProbe":{"terminationGracePeriodSeconds":5}}]})");
        ProbeResults probes;
        probes.set("a-0", liveness ? ContainerProbes{true, {}, false} : ContainerProbes{false, {}, {}});
        const PodActions actions =
            computeActions(pod, StateBuilder().sandbox().running(pod, "a").build(), probes, {}, StateBuilder::at(0));
        QCOMPARE(say(actions), std::string("kill(a-0)"));
        QCOMPARE(actions.kills[0].message, message.toStdString());
        QCOMPARE(actions.kills[0].grace.value().count(), 5);
    }

    void anotherImageReplacesTheContainer()
    {
        const Pod before = makePod(One);
        const Pod after = makePod(R"({"containers":[{"name":"a","image":"j"}]})");
        const StateBuilder state = StateBuilder().sandbox().running(before, "a");
        QCOMPARE(decide(after, state), std::string("kill(a-0)"));
        QCOMPARE(decide(after, StateBuilder().sandbox().exited(before, "a", 137)), std::string("start(a#1)"));
    }

    void ephemeralContainersStartOnceAndDoNotHoldThePod()
    {
        const Pod pod = makePod(R"({"restartPolicy":"Never","containers":[{"name":"a","image":"i"}],
                                    "ephemeralContainers":[{"name":"debug","image":"i"}]})");
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "a")), std::string("start(debug#0)"));
        QCOMPARE(decide(pod, StateBuilder().sandbox().running(pod, "a").exited(pod, "debug", 1)), std::string());
        QCOMPARE(decide(pod, StateBuilder().sandbox().exited(pod, "a", 0).running(pod, "debug")),
                 std::string("kill-pod finished"));
    }

    void whatTheApiCallsFinishedNeverStarts()
    {
        const Pod pod = makePod(One, {}, R"("phase":"Failed")");
        QCOMPARE(decide(pod, StateBuilder()), std::string("kill-pod finished"));
    }
};

SKIFF_REGISTER_TEST(PodActionsTest);
#include "pod_actions_test.moc"
