#include "cluster/base/file.h"
#include "cluster/kubelet/kubelet.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"

#include <QTest>

#include <atomic>
#include <thread>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using namespace std::chrono_literals;
using skiff::test::KubeletWorld;

namespace {

/// A whole kubelet over a fake API server and a fake runtime. Its pool's threads are real; the
/// test waits for what they bring about.
struct NodeWorld
{
    KubeletWorld fakes;
    test::FakeApiServer api{fakes.executor, fakes.clock};
    client::Client client{api};
    client::InformerFactory informers{client, fakes.executor, fakes.clock, 1};
    std::unique_ptr<Kubelet> kubelet;

    NodeWorld()
    {
        api.create(client::resources::namespaces, R"({"metadata":{"name":"kube-node-lease"}})");
        start();
    }
    ~NodeWorld() { stop(); }

    void start()
    {
        NodeDescription node;
        node.name = fakes.facts.nodeName;
        node.address = "192.0.2.10";
        kubelet =
            std::make_unique<Kubelet>(Kubelet::Dependencies{client, informers, fakes.clock, fakes.runtime,
                                                            fakes.runtime, fakes.runtime, fakes.mounter, fakes.net},
                                      fakes.facts, node);
        kubelet->start();
        informers.start();
    }

    /// stop() waits for the executor, which only the test drives: from another thread.
    void stop()
    {
        std::atomic<bool> done{false};
        std::thread stopper([&] {
            kubelet->stop();
            done = true;
        });
        while (!done)
            fakes.executor.runReady();
        stopper.join();
        kubelet.reset();
    }

    bool waitFor(const std::function<bool()>& condition)
    {
        return QTest::qWaitFor(
            [&] {
                fakes.executor.runReady();
                return condition();
            },
            20'000);
    }

    std::string phaseOf(const std::string& name)
    {
        const auto pod = api.get(client::resources::pods, {"default", name});
        return pod ? std::string((*pod)["status"]["phase"].asString()) : "(gone)";
    }
};

const char* const Pod1 = R"({"metadata":{"name":"web","namespace":"default"},
    "spec":{"nodeName":"node-1","containers":[{"name":"a","image":"i:1"}]}})";

} // namespace

class KubeletTest : public QObject
{
    Q_OBJECT

private slots:
    void theNodeAppearsAndStaysAlive()
    {
        NodeWorld world;
        QVERIFY(world.waitFor([&] {
            const auto node = world.api.get(client::resources::nodes, {{}, "node-1"});
            return node && (*node)["status"]["nodeInfo"]["containerRuntimeVersion"].asString() == "containerd://1.6.20";
        }));
        QVERIFY(world.waitFor([&] {
            return world.api.get(client::resources::leases, {"kube-node-lease", "node-1"}) != nullptr;
        }));
    }

    void aBoundPodRunsAndADeletedOneGoes()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.api.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        world.api.remove(client::resources::pods, {"default", "web"}, R"({"gracePeriodSeconds":3})");
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "(gone)"; }));
        QVERIFY(world.waitFor([&] { return world.fakes.runtime.sandboxCount() == 0; }));
        QVERIFY(world.api.countCalls("DELETE /api/v1/namespaces/default/pods/web") >= 1);
    }

    void podsOfOtherNodesAreLeftAlone()
    {
        NodeWorld world;
        world.api.create(client::resources::pods, R"({"metadata":{"name":"else","namespace":"default"},
            "spec":{"nodeName":"node-2","containers":[{"name":"a","image":"i:1"}]}})");
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.api.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        QCOMPARE(world.fakes.runtime.sandboxCount(), size_t(1));
    }

    void whatRanForAPodThatIsGoneEnds()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.api.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        world.stop();
        QVERIFY(world.fakes.runtime.runningId("a").has_value());
        world.api.remove(client::resources::pods, {"default", "web"}, R"({"gracePeriodSeconds":0})");
        world.start();
        QVERIFY(world.waitFor([&] { return world.fakes.runtime.sandboxCount() == 0; }));
    }

    void aChangedConfigMapArrives()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.api.create(client::resources::configMaps,
                         R"({"metadata":{"name":"cm","namespace":"default"},"data":{"a":"1"}})");
        const auto pod =
            world.api.create(client::resources::pods,
                             R"({"metadata":{"name":"web","namespace":"default"},"spec":{"nodeName":"node-1",
            "volumes":[{"name":"v","configMap":{"name":"cm"}}],"containers":[{"name":"a","image":"i:1"}]}})");
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        const std::string path =
            fmt::format("{}/volumes/kubernetes.io~configmap/v/a", world.fakes.facts.paths.podFolder(pod->uid()));
        world.api.change(client::resources::configMaps, {"default", "cm"}, R"({"data":{"a":"2"}})");
        QVERIFY(world.waitFor([&] {
            const auto content = file::read(path);
            return content.ok() && *content == "2";
        }));
    }
};

SKIFF_REGISTER_TEST(KubeletTest);
#include "kubelet_test.moc"
