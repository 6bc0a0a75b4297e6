#include "cluster/client/informer_factory.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::client;
using namespace std::chrono_literals;

class InformerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsThenFollowsTheWatch();
    void aLateListenerHearsOfAllObjects();
    void aDroppedSubscriptionIsSilent();
    void listsAgainAfter410AndTellsTheDifference();
    void watchesOnFromTheLastRevisionAfterACleanEnd();
    void triesAgainWithGrowingDelays();
    void selectsByField();
    void findsByIndex();
    void componentsShareAnInformer();
    void leavesOutWhatNobodyReads();
    void idleMeansNoCalls();

private:
    Listener recorder()
    {
        return {[this](const ObjectPtr& object) { heard.push_back("add " + object->name()); },
                [this](const ObjectPtr&, const ObjectPtr& now) { heard.push_back("update " + now->name()); },
                [this](const ObjectPtr& last) {
                    heard.push_back("delete " + last->name());
                }};
    }
    void createPod(const std::string& name, const std::string& node = "")
    {
        server->create(resources::pods, R"({"metadata":{"namespace":"default","name":")" + name +
                                            R"("},"spec":{"nodeName":")" + node + R"("}})");
    }
    std::vector<std::string> takeHeard() { return std::exchange(heard, {}); }
    using Strings = std::vector<std::string>;

    std::unique_ptr<test::FakeClock> clock;
    std::unique_ptr<test::ManualExecutor> executor;
    std::unique_ptr<test::FakeApiServer> server;
    std::unique_ptr<Client> apiClient;
    std::unique_ptr<InformerFactory> factory;
    Strings heard;
};

void InformerTest::init()
{
    factory.reset();
    apiClient.reset();
    server.reset();
    clock = std::make_unique<test::FakeClock>();
    executor = std::make_unique<test::ManualExecutor>(*clock);
    server = std::make_unique<test::FakeApiServer>(*executor, *clock);
    apiClient = std::make_unique<Client>(*server);
    factory = std::make_unique<InformerFactory>(*apiClient, *executor, *clock, 1);
    heard.clear();
}

void InformerTest::listsThenFollowsTheWatch()
{
    createPod("a");
    Informer& pods = factory->informer(resources::pods);
    const Subscription subscription = pods.subscribe(recorder());
    bool synced = false;
    factory->whenSynced({&pods}, [&] { synced = true; });
    factory->start();
    executor->runReady();
    QVERIFY(synced && pods.isSynced());
    createPod("b");
    server->change(resources::pods, {"default", "a"}, R"({"metadata":{"labels":{"x":"y"}}})");
    server->remove(resources::pods, {"default", "b"});
    executor->runReady();
    QCOMPARE(takeHeard(), (Strings{"add a", "add b", "update a", "delete b"}));
    QCOMPARE(pods.cache().size(), size_t(1));
    QCOMPARE(pods.cache().get({"default", "a"})->labels()["x"].asString(), std::string_view("y"));
}

void InformerTest::aLateListenerHearsOfAllObjects()
{
    createPod("a");
    Informer& pods = factory->informer(resources::pods);
    factory->start();
    executor->runReady();
    const Subscription subscription = pods.subscribe(recorder());
    executor->runReady();
    QCOMPARE(takeHeard(), Strings{"add a"});
}

void InformerTest::aDroppedSubscriptionIsSilent()
{
    Informer& pods = factory->informer(resources::pods);
    Subscription subscription = pods.subscribe(recorder());
    factory->start();
    executor->runReady();
    subscription.reset();
    createPod("a");
    executor->runReady();
    QCOMPARE(takeHeard(), Strings{});
}

void InformerTest::listsAgainAfter410AndTellsTheDifference()
{
    createPod("a");
    createPod("b");
    Informer& pods = factory->informer(resources::pods);
    const Subscription subscription = pods.subscribe(recorder());
    factory->start();
    executor->runReady();
    takeHeard();
    server->endWatches(true);
    server->remove(resources::pods, {"default", "a"});
    server->change(resources::pods, {"default", "b"}, R"({"metadata":{"labels":{"x":"y"}}})");
    createPod("c");
    server->endWatches(true); // what the informer knows is too old now
    executor->advance(10s);
    QCOMPARE(takeHeard(), (Strings{"delete a", "update b", "add c"}));
}

void InformerTest::watchesOnFromTheLastRevisionAfterACleanEnd()
{
    createPod("a");
    Informer& pods = factory->informer(resources::pods);
    const Subscription subscription = pods.subscribe(recorder());
    factory->start();
    executor->runReady();
    takeHeard();
    clock->advance(30min);
    server->endWatches(false);
    createPod("b");
    executor->runReady();
    QCOMPARE(takeHeard(), Strings{"add b"});
    QCOMPARE(server->countCalls("GET "), 1);
    QCOMPARE(server->countCalls("WATCH "), 2);
}

void InformerTest::triesAgainWithGrowingDelays()
{
    server->intercept = [](const ApiRequest&) {
        return ApiResponse{503, "text/plain", nullptr};
    };
    factory->informer(resources::pods);
    factory->start();
    executor->advance(1s);
    const int early = server->countCalls("GET ");
    QVERIFY2(early >= 3 && early <= 6, std::to_string(early).c_str());
    executor->advance(60s);
    const int late = server->countCalls("GET ") - early;
    QVERIFY2(late >= 3 && late <= 8, std::to_string(late).c_str());
    server->intercept = {};
    executor->advance(60s);
    QVERIFY(factory->informer(resources::pods).isSynced());
}

void InformerTest::selectsByField()
{
    createPod("a", "n1");
    createPod("b");
    InformerOptions options{resources::pods};
    options.fieldSelector = "spec.nodeName=n1";
    Informer& pods = factory->informer(options);
    const Subscription subscription = pods.subscribe(recorder());
    factory->start();
    executor->runReady();
    server->change(resources::pods, {"default", "b"}, R"({"spec":{"nodeName":"n1"}})");
    server->change(resources::pods, {"default", "a"}, R"({"spec":{"nodeName":"n2"}})");
    executor->runReady();
    QCOMPARE(takeHeard(), (Strings{"add a", "add b", "delete a"}));
}

void InformerTest::findsByIndex()
{
    createPod("a", "n1");
    createPod("b", "n2");
    Informer& pods = factory->informer(resources::pods);
    pods.addIndex(indexes::byNodeName());
    factory->start();
    executor->runReady();
    QCOMPARE(pods.cache().byIndex(indexes::nodeName, "n1").size(), size_t(1));
    server->change(resources::pods, {"default", "b"}, R"({"spec":{"nodeName":"n1"}})");
    executor->runReady();
    QCOMPARE(pods.cache().byIndex(indexes::nodeName, "n1").size(), size_t(2));
    QVERIFY(pods.cache().byIndex(indexes::nodeName, "n2").empty());
}

void InformerTest::componentsShareAnInformer()
{
    Informer& pods = factory->informer(resources::pods);
    QCOMPARE(&factory->informer(resources::pods), &pods);
    QCOMPARE(&factory->metadataInformer(resources::pods), &pods);
    QVERIFY(factory->metadataInformer(resources::configMaps).options().metadataOnly);
}

void InformerTest::leavesOutWhatNobodyReads()
{
    InformerFactory trimming(*apiClient, *executor, *clock, 1,
                             {{resources::pods, {"spec.containers.env", "spec.volumes", "metadata.annotations"}}});
    Informer& pods = trimming.informer(resources::pods);
    server->create(resources::pods,
                   R"({"metadata":{"namespace":"default","name":"a","labels":{"x/y":"z"},"annotations":{"a":"b"}},
        "spec":{"volumes":[1],"containers":[{"name":"c","env":[{"name":"A"}],"image":"i"},{"env":[]}],"nodeName":"n"}})");
    trimming.start();
    executor->runReady();
    const ObjectPtr pod = pods.cache().get({"default", "a"});
    QCOMPARE((*pod)["spec"].span(), std::string_view(R"({"containers":[{"name":"c","image":"i"},{}],"nodeName":"n"})"));
    QVERIFY(!pod->metadata()["annotations"]);
    QCOMPARE(pod->labels()["x/y"].asString(), std::string_view("z"));

    // What comes alone is trimmed as what comes in a list.
    server->create(resources::pods, R"({"metadata":{"namespace":"default","name":"b"},"spec":{"volumes":[1],"a":1}})");
    executor->runReady();
    QCOMPARE((*pods.cache().get({"default", "b"}))["spec"].span(), std::string_view(R"({"a":1})"));
    QVERIFY((ObjectTrim{"metadata.managedFields"}.leavesOut({"metadata", "managedFields"})));
    QVERIFY((!ObjectTrim{"metadata.managedFields.x"}.leavesOut({"metadata", "managedFields"})));
    QVERIFY((!ObjectTrim{}.leavesOut({"metadata", "managedFields"})));
}

void InformerTest::idleMeansNoCalls()
{
    factory->informer(resources::pods);
    factory->start();
    executor->runReady();
    server->forgetCalls();
    QCOMPARE(executor->advance(24h), 0);
    QVERIFY(server->calls().empty());
}

SKIFF_REGISTER_TEST(InformerTest);

#include "informer_test.moc"
