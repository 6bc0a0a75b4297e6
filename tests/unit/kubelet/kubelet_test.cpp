#include "cluster/base/file.h"
#include "cluster/base/thread_executor.h"
#include "cluster/kubelet/kubelet.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"

#include <QTest>

#include <atomic>
#include <future>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using namespace std::chrono_literals;
using skiff::test::KubeletWorld;

namespace {

/// Takes calls from any thread to the fake API server, which lives on one.
class MainTransport final : public client::Transport
{
public:
    MainTransport(Executor& main, test::FakeApiServer& api) : m_main(main), m_api(api) {}

    std::unique_ptr<client::Call> send(client::ApiRequest request,
                                       std::function<void(Result<client::ApiResponse>)> done) override
    {
        auto state = std::make_shared<State>();
        m_main.post([this, state, request = std::move(request), done = std::move(done)] {
            state->call = m_api.send(request, [state, done](Result<client::ApiResponse> response) {
                if (!state->cancelled)
                    done(std::move(response));
            });
        });
        return std::make_unique<Held>(m_main, state);
    }

    std::unique_ptr<client::Call> stream(client::ApiRequest request, client::StreamSink sink) override
    {
        auto state = std::make_shared<State>();
        m_main.post([this, state, request = std::move(request), sink = std::move(sink)] {
            if (!state->cancelled)
                state->call = m_api.stream(request, sink);
        });
        return std::make_unique<Held>(m_main, state);
    }

private:
    struct State
    {
        std::atomic<bool> cancelled{false};
        std::unique_ptr<client::Call> call; ///< on main
    };
    struct Held final : client::Call
    {
        Held(Executor& executor, std::shared_ptr<State> held) : main(executor), state(std::move(held)) {}
        ~Held() override
        {
            state->cancelled = true;
            main.post([state = state] { state->call.reset(); });
        }
        Executor& main;
        std::shared_ptr<State> state;
    };

    Executor& m_main;
    test::FakeApiServer& m_api;
};

/// A whole kubelet over a fake API server and a fake runtime, on real threads; the test waits for
/// what they bring about.
struct NodeWorld
{
    KubeletWorld fakes;
    ThreadExecutor main{"kubelet-test"};
    test::FakeApiServer api{main, fakes.clock};
    MainTransport transport{main, api};
    client::Client client{transport};
    client::InformerFactory informers{client, main, fakes.clock, 1};
    std::unique_ptr<Kubelet> kubelet;

    /// Runs `task` where the API server and the informers live, and waits for it.
    template <class Task>
    auto onMain(Task task)
    {
        std::packaged_task<decltype(task())()> packaged(std::move(task));
        auto done = packaged.get_future();
        main.post([&packaged] { packaged(); });
        return done.get();
    }

    NodeWorld()
    {
        onMain([&] { api.create(client::resources::namespaces, R"({"metadata":{"name":"kube-node-lease"}})"); });
        start();
    }
    ~NodeWorld()
    {
        kubelet.reset();
        onMain([&] { informers.stop(); });
        main.stop();
    }

    void start()
    {
        NodeDescription node;
        node.name = fakes.facts.nodeName;
        node.address = "192.0.2.10";
        onMain([&] {
            kubelet =
                std::make_unique<Kubelet>(Kubelet::Dependencies{client, informers, fakes.clock, fakes.runtime,
                                                                fakes.runtime, fakes.runtime, fakes.mounter, fakes.net},
                                          fakes.facts, node);
        });
        kubelet->start();
        onMain([&] { informers.start(); });
    }

    bool waitFor(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, 20'000); }

    client::ObjectPtr get(const client::ResourceRef& resource, const std::string& space, const std::string& name)
    {
        return onMain([&] { return api.get(resource, {space, name}); });
    }

    client::ObjectPtr create(const client::ResourceRef& resource, const std::string& json)
    {
        return onMain([&] { return api.create(resource, json); });
    }

    void removePod(const std::string& name, const std::string& options)
    {
        onMain([&] { api.remove(client::resources::pods, {"default", name}, options); });
    }

    std::string phaseOf(const std::string& name)
    {
        const auto pod = get(client::resources::pods, "default", name);
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
            const auto node = world.get(client::resources::nodes, {}, "node-1");
            return node && (*node)["status"]["nodeInfo"]["containerRuntimeVersion"].asString() == "containerd://1.6.20";
        }));
        QVERIFY(world.waitFor(
            [&] { return world.get(client::resources::leases, "kube-node-lease", "node-1") != nullptr; }));
    }

    void aBoundPodRunsAndADeletedOneGoes()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        world.removePod("web", R"({"gracePeriodSeconds":3})");
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "(gone)"; }));
        QVERIFY(world.waitFor([&] { return world.fakes.runtime.sandboxCount() == 0; }));
        QVERIFY(world.onMain([&] { return world.api.countCalls("DELETE /api/v1/namespaces/default/pods/web"); }) >= 1);
    }

    void podsOfOtherNodesAreLeftAlone()
    {
        NodeWorld world;
        world.create(client::resources::pods, R"({"metadata":{"name":"else","namespace":"default"},
            "spec":{"nodeName":"node-2","containers":[{"name":"a","image":"i:1"}]}})");
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        QCOMPARE(world.fakes.runtime.sandboxCount(), size_t(1));
    }

    void whatRanForAPodThatIsGoneEnds()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.create(client::resources::pods, Pod1);
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        world.kubelet.reset();
        QVERIFY(world.fakes.runtime.runningId("a").has_value());
        world.removePod("web", R"({"gracePeriodSeconds":0})");
        world.start();
        QVERIFY(world.waitFor([&] { return world.fakes.runtime.sandboxCount() == 0; }));
    }

    void aChangedConfigMapArrives()
    {
        NodeWorld world;
        world.fakes.runtime.addImage("docker.io/library/i:1");
        world.create(client::resources::configMaps,
                     R"({"metadata":{"name":"cm","namespace":"default"},"data":{"a":"1"}})");
        const auto pod = world.create(client::resources::pods,
                                      R"({"metadata":{"name":"web","namespace":"default"},"spec":{"nodeName":"node-1",
            "volumes":[{"name":"v","configMap":{"name":"cm"}}],"containers":[{"name":"a","image":"i:1"}]}})");
        QVERIFY(world.waitFor([&] { return world.phaseOf("web") == "Running"; }));
        const std::string path =
            fmt::format("{}/volumes/kubernetes.io~configmap/v/a", world.fakes.facts.paths.podFolder(pod->uid()));
        world.onMain([&] {
            world.api.change(client::resources::configMaps, {"default", "cm"}, R"({"data":{"a":"2"}})");
        });
        QVERIFY(world.waitFor([&] {
            const auto content = file::read(path);
            return content.ok() && *content == "2";
        }));
    }
};

SKIFF_REGISTER_TEST(KubeletTest);
#include "kubelet_test.moc"
