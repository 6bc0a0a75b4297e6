#include "cluster/kubelet/labels.h"
#include "cluster/kubelet/sync/pod_worker.h"
#include "cluster/kubelet/sync/state_reader.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <filesystem>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using namespace std::chrono_literals;
using skiff::test::KubeletWorld;
using skiff::test::makePod;

namespace {

const char* const One = R"({"containers":[{"name":"a","image":"i:1"}]})";

/// One worker in a world of fakes.
struct WorkerWorld : KubeletWorld
{
    std::vector<data::Value> statuses;
    std::vector<data::Value> ended;
    bool removed = false;
    std::shared_ptr<PodWorker> worker = make();

    std::shared_ptr<PodWorker> make()
    {
        PodWorkerHost host;
        host.onStatus = [this](const Pod&, data::Value status) {
            statuses.push_back(std::move(status));
        };
        host.onState = [](const Pod&, const PodState&) {
        };
        host.onEnding = [](const std::string&) {
        };
        host.onEnded = [this](const Pod&, data::Value status) {
            ended.push_back(std::move(status));
        };
        host.onRemoved = [this](const std::string&) {
            removed = true;
        };
        auto made = std::make_shared<PodWorker>("uid-1", context, executor, executor, host);
        runtime.start({[this](const runtime::RuntimeEvent& event) {
                           executor.post([this, id = event.id] { worker->runtimeChanged(id); });
                       },
                       [] {},
                       {}});
        return made;
    }

    std::string calls() { return fmt::format("{}", fmt::join(runtime.takeCalls(), ", ")); }

    std::string phase() const { return std::string(data::stringAt(statuses.back(), {"phase"})); }

    const data::Value& containerState(const char* key = "state") const
    {
        return statuses.back().at("containerStatuses").at(0).at(key);
    }
};

} // namespace

class PodWorkerTest : public QObject
{
    Q_OBJECT

private slots:
    void aPodComesUp()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("sandbox web#0, start a#0"));
        QCOMPARE(world.phase(), std::string("Running"));
        QCOMPARE(data::stringAt(world.statuses.back(), {"podIP"}).substr(0, 9), std::string_view("10.244.0."));
        QVERIFY(data::find(world.containerState(), {"running", "startedAt"}) != nullptr);
        QCOMPARE(world.events.reasons(), std::string("Pulled Created Started"));
        const std::string link =
            world.folder.filePath("containers/web_default_a-" + QString::fromStdString(*world.runtime.runningId("a")) +
                                  ".log")
                .toStdString();
        QCOMPARE(std::filesystem::read_symlink(link).string(),
                 world.facts.paths.podLogs + "/default_web_uid-1/a/0.log");
        QCOMPARE(world.runtime.configOf("a")->labels.at(std::string(labels::PodUid)), std::string("uid-1"));
    }

    void aCrashLoopBacksOffLongerEachTime()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.runtime.exitContainer("a", 1);
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("sandbox web#0, start a#0, start a#1"));
        world.runtime.exitContainer("a", 1);
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string());
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}), std::string_view("CrashLoopBackOff"));
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "message"}),
                 std::string_view("back-off 10s restarting failed container=a pod=web_default(uid-1)"));
        QCOMPARE(data::intAt(world.containerState("lastState"), {"terminated", "exitCode"}), int64_t(1));
        world.executor.advance(9s);
        QCOMPARE(world.calls(), std::string());
        world.executor.advance(2s);
        QCOMPARE(world.calls(), std::string("start a#2"));
        world.runtime.exitContainer("a", 1);
        world.executor.runReady();
        world.executor.advance(19s);
        QCOMPARE(world.calls(), std::string());
        world.executor.advance(2s);
        QCOMPARE(world.calls(), std::string("start a#3"));
    }

    void deletionEndsThenWaitsForTheObjectToGo()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.calls();
        world.worker->update(
            makePod(One, R"("deletionTimestamp":"2026-01-01T00:00:00Z","deletionGracePeriodSeconds":7)"));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("stop a#0 7s, stop-sandbox"));
        QCOMPARE(world.ended.size(), size_t(1));
        QCOMPARE(data::stringAt(world.ended[0], {"phase"}), std::string_view("Failed"));
        QVERIFY(!world.removed);
        world.worker->objectGone(makePod(One));
        world.executor.runReady();
        QVERIFY(world.removed);
        QCOMPARE(world.runtime.sandboxCount(), size_t(0));
        QVERIFY(!std::filesystem::exists(world.facts.paths.podFolder("uid-1")));
    }

    void preStopRunsBeforeTheSignal()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        const char* const spec = R"({"containers":[{"name":"a","image":"i:1",
            "lifecycle":{"preStop":{"exec":{"command":["say","bye"]}}}}]})";
        world.worker->update(makePod(spec));
        world.executor.runReady();
        world.calls();
        world.worker->update(makePod(spec, R"("deletionTimestamp":"2026-01-01T00:00:00Z")"));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("exec say bye, stop a#0 30s, stop-sandbox"));
    }

    void aPodThatVanishedEndsAndGoes()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.calls();
        world.worker->objectGone(makePod(One));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("stop a#0 30s, stop-sandbox, remove-sandbox"));
        QVERIFY(world.removed);
    }

    void aForcedDeletionLeavesNoTime()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.calls();
        world.worker->objectGone(
            makePod(One, R"("deletionTimestamp":"2026-01-01T00:00:00Z","deletionGracePeriodSeconds":0)"));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("stop a#0 1s, stop-sandbox, remove-sandbox"));
    }

    void aRestartedAgentTakesOverWhatRuns()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.calls();
        world.worker->stop();
        world.worker = world.make();
        auto found = readAllPods(world.context, {});
        world.worker->adopt(std::move((*found)["uid-1"]));
        world.worker->update(makePod(One));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string());
        QCOMPARE(world.phase(), std::string("Running"));
    }

    void afterARebootContainersRestartInPlace()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(One));
        world.executor.runReady();
        world.runtime.reboot();
        world.calls();
        world.worker->stop();
        world.worker = world.make();
        auto found = readAllPods(world.context, {});
        world.worker->adopt(std::move((*found)["uid-1"]));
        world.worker->update(makePod(One));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("sandbox web#1, start a#1"));
        QCOMPARE(data::intAt(world.statuses.back().at("containerStatuses").at(0), {"restartCount"}), int64_t(1));
    }

    void aMissingConfigMapHoldsTheContainerUntilItIsThere()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(R"({"containers":[{"name":"a","image":"i:1",
            "envFrom":[{"configMapRef":{"name":"settings"}}]}]})"));
        world.executor.runReady();
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}),
                 std::string_view("CreateContainerConfigError"));
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "message"}),
                 std::string_view("configmap \"settings\" not found"));
        world.objects.put("configmap", "settings", R"({"data":{"A":"1"}})");
        world.worker->refreshVolumes();
        world.executor.runReady();
        QCOMPARE(world.runtime.configOf("a")->env.front().second, std::string("1"));
        QCOMPARE(world.phase(), std::string("Running"));
    }

    void aFailedPullBacksOff()
    {
        WorkerWorld world;
        world.runtime.fail("pullImage", {ErrorCode::NotFound, "no such repository"});
        world.worker->update(makePod(One));
        world.executor.runReady();
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}), std::string_view("ErrImagePull"));
        world.executor.advance(2s);
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}), std::string_view("ImagePullBackOff"));
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "message"}),
                 std::string_view("Back-off pulling image \"i:1\": ErrImagePull: no such repository"));
        QCOMPARE(world.runtime.count("pullImage"), 1);
        world.runtime.succeed("pullImage");
        world.executor.advance(10s);
        QCOMPARE(world.runtime.count("pullImage"), 2);
        QCOMPARE(world.phase(), std::string("Running"));
    }

    void ownStatusWritesDoNotHurryRetries()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.runtime.fail("createContainer", {ErrorCode::Internal, "no"});
        world.worker->update(makePod(One));
        world.executor.runReady();
        for (int i = 0; i < 5; ++i) {
            world.worker->update(makePod(One, {}, fmt::format(R"("message":"{}")", i)));
            world.executor.runReady();
        }
        QCOMPARE(world.runtime.count("createContainer"), 1);
        world.worker->update(makePod(One, R"("labels":{"new":"label"})"));
        world.executor.runReady();
        QCOMPARE(world.runtime.count("createContainer"), 2);
        world.executor.advance(11s);
        QCOMPARE(world.runtime.count("createContainer"), 3);
    }

    void neverPullsWhenToldSo()
    {
        WorkerWorld world;
        world.worker->update(makePod(R"({"containers":[{"name":"a","image":"i:1","imagePullPolicy":"Never"}]})"));
        world.executor.runReady();
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}), std::string_view("ErrImageNeverPull"));
        QCOMPARE(world.runtime.count("pullImage"), 0);
    }

    void aFinishedPodSucceedsAndItsSandboxStops()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(R"({"restartPolicy":"Never","containers":[{"name":"a","image":"i:1"}]})"));
        world.executor.runReady();
        world.calls();
        world.runtime.exitContainer("a", 0);
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("stop-sandbox"));
        QCOMPARE(world.phase(), std::string("Succeeded"));
        QCOMPARE(data::stringAt(world.containerState(), {"terminated", "reason"}), std::string_view("Completed"));
    }

    void initContainersLeadToTheApp()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(R"({"initContainers":[{"name":"first","image":"i:1"}],
                                         "containers":[{"name":"a","image":"i:1"}]})"));
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("sandbox web#0, start first#0"));
        QCOMPARE(world.phase(), std::string("Pending"));
        QCOMPARE(data::stringAt(world.containerState(), {"waiting", "reason"}), std::string_view("PodInitializing"));
        world.runtime.exitContainer("first", 0);
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("start a#0"));
        QCOMPARE(world.phase(), std::string("Running"));
    }

    void aFailedLivenessProbeRestartsTheContainer()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.worker->update(makePod(R"({"containers":[{"name":"a","image":"i:1",
            "livenessProbe":{"exec":{"command":["x"]}}}]})"));
        world.executor.runReady();
        world.calls();
        ProbeResults probes;
        probes.set(*world.runtime.runningId("a"), {{}, {}, false});
        world.worker->probesChanged(probes);
        world.executor.runReady();
        QCOMPARE(world.calls(), std::string("stop a#0 30s, start a#1"));
    }

    void aSandboxThatFailsIsTriedAgain()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        world.runtime.fail("runSandbox", {ErrorCode::Internal, "no network"});
        world.worker->update(makePod(One));
        world.executor.runReady();
        QCOMPARE(world.events.last(), std::string("FailedCreatePodSandBox: Failed to create pod sandbox: no network"));
        world.runtime.succeed("runSandbox");
        world.executor.advance(2s);
        QCOMPARE(world.phase(), std::string("Running"));
    }

    void theDeadlineFailsThePod()
    {
        WorkerWorld world;
        world.runtime.addImage("docker.io/library/i:1");
        const char* const spec = R"({"activeDeadlineSeconds":5,"containers":[{"name":"a","image":"i:1"}]})";
        world.worker->update(makePod(spec));
        world.executor.runReady();
        const std::string start(data::stringAt(world.statuses.back(), {"startTime"}));
        world.worker->update(makePod(spec, {}, fmt::format(R"("startTime":"{}")", start)));
        world.executor.runReady();
        world.executor.advance(6s);
        QCOMPARE(world.phase(), std::string("Failed"));
        QCOMPARE(data::stringAt(world.statuses.back(), {"reason"}), std::string_view("DeadlineExceeded"));
    }
};

SKIFF_REGISTER_TEST(PodWorkerTest);
#include "pod_worker_test.moc"
