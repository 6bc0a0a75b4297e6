#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

class DeleteTest : public QObject
{
    Q_OBJECT

private slots:
    void deletesAtOnce();
    void waitsForFinalizers();
    void checksPreconditions();
    void givesScheduledPodsTheirGrace();
    void deletesCollections();
    void keepsANamespaceUntilItIsFinalized();
    void protectsTheClustersOwnNamespaces();
    void addsTheFinalizerOfAPolicy();
};

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";

void make(ApiFixture& api, const std::string& name, const std::string& metadata = {})
{
    api.post(configMaps, R"({"metadata":{"name":")" + name + "\"" + metadata + "}}");
}

} // namespace

void DeleteTest::deletesAtOnce()
{
    ApiFixture api;
    make(api, "c1");
    const Answer gone = api.remove(std::string(configMaps) + "/c1");
    QCOMPARE(gone.status, 200);
    QCOMPARE(gone.text({"status"}), std::string("Success"));
    QCOMPARE(gone.text({"details", "kind"}), std::string("configmaps"));
    QCOMPARE(api.get(std::string(configMaps) + "/c1").message(), std::string("configmaps \"c1\" not found"));
}

void DeleteTest::waitsForFinalizers()
{
    ApiFixture api;
    const std::string path = std::string(configMaps) + "/fin";
    make(api, "fin", R"(,"finalizers":["ex.io/f"])");
    const Answer marked = api.remove(path);
    QCOMPARE(marked.status, 200);
    QVERIFY(!marked.text({"metadata", "deletionTimestamp"}).empty());
    QCOMPARE(api.remove(path).text({"metadata", "resourceVersion"}), marked.text({"metadata", "resourceVersion"}));
    const Answer more = api.patch(path, "application/merge-patch+json", R"({"metadata":{"finalizers":["ex.io/f","ex.io/g"]}})");
    QCOMPARE(more.status, 422);
    QCOMPARE(api.patch(path, "application/merge-patch+json", R"({"metadata":{"finalizers":null}})").status, 200);
    QCOMPARE(api.get(path).status, 404);
}

void DeleteTest::checksPreconditions()
{
    ApiFixture api;
    make(api, "c1");
    const Answer refused = api.remove(std::string(configMaps) + "/c1", R"({"preconditions":{"uid":"x"}})");
    QCOMPARE(refused.status, 409);
    QVERIFY(refused.message().starts_with("Operation cannot be fulfilled on ConfigMap \"c1\": the UID in the precondition (x) does not"));
}

void DeleteTest::givesScheduledPodsTheirGrace()
{
    ApiFixture api;
    api.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
    const std::string pods = "/api/v1/namespaces/default/pods";
    api.post(pods, R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}})");
    api.post(pods, R"({"metadata":{"name":"q"},"spec":{"containers":[{"name":"c","image":"i"}]}})");
    const Answer marked = api.remove(pods + "/p");
    QCOMPARE(data::intAt(marked.json, {"metadata", "deletionGracePeriodSeconds"}), int64_t(30));
    QCOMPARE(data::intAt(marked.json, {"metadata", "generation"}), int64_t(2));
    QCOMPARE(api.get(pods + "/p").status, 200);
    QCOMPARE(api.remove(pods + "/p", R"({"gracePeriodSeconds":0})").status, 200);
    QCOMPARE(api.get(pods + "/p").status, 404);
    QCOMPARE(api.remove(pods + "/q").text({"kind"}), std::string("Pod"));
    QCOMPARE(api.get(pods + "/q").status, 404);
}

void DeleteTest::deletesCollections()
{
    ApiFixture api;
    for (int i = 0; i < 50; ++i)
        make(api, "c" + std::to_string(i), i % 2 ? R"(,"labels":{"odd":"yes"})" : "");
    const Answer deleted = api.remove(std::string(configMaps) + "?labelSelector=odd%3Dyes");
    QCOMPARE(deleted.status, 200);
    QCOMPARE(deleted.json.at("items").as_array().size(), size_t(25));
    QCOMPARE(api.get(configMaps).json.at("items").as_array().size(), size_t(25));
}

void DeleteTest::keepsANamespaceUntilItIsFinalized()
{
    ApiFixture api;
    api.createNamespace("ns");
    const Answer marked = api.remove("/api/v1/namespaces/ns");
    QCOMPARE(marked.text({"status", "phase"}), std::string("Terminating"));
    // Admission looks at the watch cache, as Kubernetes does; a read waits until that has the deletion.
    QCOMPARE(api.get("/api/v1/namespaces/ns").status, 200);
    const Answer refused = api.post("/api/v1/namespaces/ns/configmaps", R"({"metadata":{"name":"t"}})");
    QCOMPARE(refused.status, 403);
    QCOMPARE(refused.message(), std::string("configmaps \"t\" is forbidden: unable to create new content in namespace ns because "
                                            "it is being terminated"));
    data::Value finalized = marked.json;
    data::removeAt(finalized, {"spec", "finalizers"});
    QCOMPARE(api.put("/api/v1/namespaces/ns/finalize", data::toJson(finalized)).status, 200);
    QCOMPARE(api.get("/api/v1/namespaces/ns").status, 404);
}

void DeleteTest::protectsTheClustersOwnNamespaces()
{
    ApiFixture api;
    QCOMPARE(api.remove("/api/v1/namespaces/default").message(),
             std::string("namespaces \"default\" is forbidden: this namespace may not be deleted"));
}

void DeleteTest::addsTheFinalizerOfAPolicy()
{
    ApiFixture api;
    make(api, "c1");
    const Answer marked = api.remove(std::string(configMaps) + "/c1", R"({"propagationPolicy":"Foreground"})");
    QCOMPARE(std::string(marked.json.at("metadata").at("finalizers").at(0).as_string().c_str()), std::string("foregroundDeletion"));
    make(api, "c2");
    QCOMPARE(api.remove(std::string(configMaps) + "/c2", R"({"propagationPolicy":"Foo"})").status, 422);
}

SKIFF_REGISTER_TEST(DeleteTest);

#include "delete_test.moc"
