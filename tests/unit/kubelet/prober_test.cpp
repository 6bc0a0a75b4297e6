#include "cluster/kubelet/probes/prober.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using namespace std::chrono_literals;
using skiff::test::KubeletWorld;
using skiff::test::makePod;
using skiff::test::StateBuilder;

namespace {

std::string word(const std::optional<bool>& decided)
{
    return !decided ? "?" : *decided ? "yes" : "no";
}

/// Probes over fakes; exec probes answer what the runtime is told to.
struct ProbeWorld : KubeletWorld
{
    ProbeResults results;
    int changes = 0;
    Prober prober{{handlers, events, clock, executor, executor, [this](const std::string&, const ProbeResults& now) {
                       results = now;
                       ++changes;
                   }}};

    void answer(bool well) { runtime.setExecResult({"said", "", well ? 0 : 1}); }
    void begin(const Pod& pod, uint32_t attempt = 0)
    {
        prober.update(pod, StateBuilder().sandbox().running(pod, "a", attempt).build());
        executor.advance(Duration::zero());
    }
    /// "startup liveness readiness" of container a-ATTEMPT.
    std::string say(int attempt = 0) const
    {
        const ContainerProbes& probes = results.of(fmt::format("a-{}", attempt));
        return fmt::format("{} {} {}", word(probes.startup), word(probes.liveness), word(probes.readiness));
    }
};

Pod podWith(const std::string& probes)
{
    return makePod(R"({"containers":[{"name":"a","image":"i","ports":[{"name":"web","containerPort":8080}],)" + probes +
                   "}]}");
}

} // namespace

class ProberTest : public QObject
{
    Q_OBJECT

private slots:
    void thresholdsDecide()
    {
        ProbeWorld world;
        world.answer(false);
        world.begin(podWith(
            R"("livenessProbe":{"exec":{"command":["x"]},"periodSeconds":5,"failureThreshold":3},
               "readinessProbe":{"exec":{"command":["x"]},"periodSeconds":5,"failureThreshold":1,"successThreshold":2})"));
        QCOMPARE(world.say(), std::string("? ? no"));
        QCOMPARE(world.events.last(), std::string("Unhealthy: Readiness probe failed: said"));
        world.executor.advance(5s);
        QCOMPARE(world.say(), std::string("? ? no"));
        world.answer(true);
        world.executor.advance(5s);
        QCOMPARE(world.say(), std::string("? yes no"));
        world.executor.advance(5s);
        QCOMPARE(world.say(), std::string("? yes yes"));
        world.answer(false);
        world.executor.advance(10s);
        QCOMPARE(world.say(), std::string("? yes no"));
        world.executor.advance(5s);
        QCOMPARE(world.say(), std::string("? no no"));
    }

    void othersWaitForTheStartupProbe()
    {
        ProbeWorld world;
        const Pod pod =
            podWith(R"("startupProbe":{"exec":{"command":["start"]},"periodSeconds":1,"failureThreshold":30},
            "livenessProbe":{"exec":{"command":["live"]},"periodSeconds":1})");
        world.answer(false);
        world.begin(pod);
        world.executor.advance(5s);
        QCOMPARE(world.say(), std::string("? ? ?"));
        for (const std::string& call : world.runtime.takeCalls())
            QCOMPARE(call, std::string("exec start"));
        world.answer(true);
        world.executor.advance(1s);
        QCOMPARE(world.say(), std::string("yes ? ?"));
        world.runtime.takeCalls();
        world.begin(pod);
        QCOMPARE(world.say(), std::string("yes yes ?"));
        QCOMPARE(world.runtime.takeCalls(), std::vector<std::string>{"exec live"});
    }

    void theFirstCheckWaitsForItsDelay()
    {
        ProbeWorld world;
        world.answer(true);
        const WallTime started = StateBuilder::at(0);
        QVERIFY(world.clock.now() >= started);
        world.begin(podWith(R"("readinessProbe":{"exec":{"command":["x"]},"initialDelaySeconds":20})"));
        const Duration ran = world.clock.now() - started;
        world.executor.advance(19s - ran);
        QCOMPARE(world.say(), std::string("? ? ?"));
        world.executor.advance(2s);
        QCOMPARE(world.say(), std::string("? ? yes"));
    }

    void aNewContainerBeginsAnew()
    {
        ProbeWorld world;
        const Pod pod = podWith(R"("livenessProbe":{"exec":{"command":["x"]},"periodSeconds":1,"failureThreshold":1})");
        world.answer(false);
        world.begin(pod);
        QCOMPARE(world.say(0), std::string("? no ?"));
        world.runtime.takeCalls();
        world.executor.advance(5s);
        QVERIFY(world.runtime.takeCalls().empty());
        world.answer(true);
        world.begin(pod, 1);
        QCOMPARE(world.say(1), std::string("? yes ?"));
    }

    void nothingIsAskedOfAPodThatEnds()
    {
        ProbeWorld world;
        const Pod pod = podWith(R"("readinessProbe":{"exec":{"command":["x"]},"periodSeconds":1})");
        world.begin(pod);
        world.prober.remove(pod.uid());
        world.runtime.takeCalls();
        world.executor.advance(10s);
        QVERIFY(world.runtime.takeCalls().empty());
    }

    void httpGoesToThePodsNamedPort()
    {
        ProbeWorld world;
        world.begin(podWith(R"("readinessProbe":{"httpGet":{"path":"health?x=1","port":"web",
            "httpHeaders":[{"name":"X-A","value":"b"}]},"failureThreshold":1})"));
        QCOMPARE(world.say(), std::string("? ? yes"));
        QCOMPARE(world.net.lastCheck->url(), std::string("http://10.244.0.7:8080/health?x=1"));
        QCOMPARE(world.net.lastCheck->headers.front().second, std::string("b"));
        world.net.answer = HttpAnswer{503, ""};
        world.executor.advance(10s);
        QCOMPARE(world.events.last(),
                 std::string("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"));
        QCOMPARE(world.say(), std::string("? ? no"));
    }
};

SKIFF_REGISTER_TEST(ProberTest);
#include "prober_test.moc"
