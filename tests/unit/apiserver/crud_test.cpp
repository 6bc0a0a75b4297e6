#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";

std::string configMap(const std::string& name, const std::string& extra = {})
{
    return R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":")" + name + R"("},"data":{"a":"1"})" + extra + "}";
}

} // namespace

/// Words of refusals are Kubernetes' own: clients match them.
class CrudTest : public QObject
{
    Q_OBJECT

private slots:
    void createsReadsAndReplaces();
    void refusesWhatExists();
    void makesNamesFromGenerateName();
    void refusesStaleReplacements();
    void keepsTheRevisionWhenNothingChanges();
    void namesUnknownFields();
    void leavesNoTraceOfADryRun();
    void refusesUnknownNamespaces();
    void refusesWhatDoesNotFitThePath();
    void separatesStatusFromSpec();
    void answersUnknownPaths();
    void scalesThroughTheSubresource();
    void bindsAPodOnce();
};

void CrudTest::createsReadsAndReplaces()
{
    ApiFixture api;
    const Answer created = api.post(configMaps, configMap("c1"));
    QCOMPARE(created.status, 201);
    QCOMPARE(created.text({"kind"}), std::string("ConfigMap"));
    QVERIFY(!created.text({"metadata", "uid"}).empty());
    const Answer read = api.get(std::string(configMaps) + "/c1");
    QCOMPARE(read.status, 200);
    QVERIFY(data::equal(read.json, created.json));
    data::Value changed = read.json;
    data::ensureObject(changed, {"data"})["a"] = "2";
    const Answer replaced = api.put(std::string(configMaps) + "/c1", data::toJson(changed));
    QCOMPARE(replaced.status, 200);
    QCOMPARE(replaced.text({"data", "a"}), std::string("2"));
    QVERIFY(replaced.text({"metadata", "resourceVersion"}) != read.text({"metadata", "resourceVersion"}));
    QCOMPARE(replaced.text({"metadata", "uid"}), read.text({"metadata", "uid"}));
}

void CrudTest::refusesWhatExists()
{
    ApiFixture api;
    api.post(configMaps, configMap("c1"));
    const Answer again = api.post(configMaps, configMap("c1"));
    QCOMPARE(again.status, 409);
    QCOMPARE(again.text({"reason"}), std::string("AlreadyExists"));
    QCOMPARE(again.message(), std::string("configmaps \"c1\" already exists"));
}

void CrudTest::makesNamesFromGenerateName()
{
    ApiFixture api;
    const Answer made = api.post(configMaps, R"({"metadata":{"generateName":"gen-"}})");
    QCOMPARE(made.status, 201);
    const std::string name = made.text({"metadata", "name"});
    QVERIFY(name.starts_with("gen-") && name.size() == 9);
}

void CrudTest::refusesStaleReplacements()
{
    ApiFixture api;
    const Answer first = api.post(configMaps, configMap("c1"));
    api.patch(std::string(configMaps) + "/c1", "application/merge-patch+json", R"({"data":{"b":"2"}})");
    const Answer stale = api.put(std::string(configMaps) + "/c1", first.body);
    QCOMPARE(stale.status, 409);
    QCOMPARE(stale.message(), std::string("Operation cannot be fulfilled on configmaps \"c1\": the object has been modified; "
                                          "please apply your changes to the latest version and try again"));
}

void CrudTest::keepsTheRevisionWhenNothingChanges()
{
    ApiFixture api;
    const Answer first = api.post(configMaps, configMap("c1"));
    const Answer same = api.put(std::string(configMaps) + "/c1", configMap("c1"));
    QCOMPARE(same.status, 200);
    QCOMPARE(same.text({"metadata", "resourceVersion"}), first.text({"metadata", "resourceVersion"}));
}

void CrudTest::namesUnknownFields()
{
    ApiFixture api;
    const Answer strict = api.post(std::string(configMaps) + "?fieldValidation=Strict", configMap("c1", R"(,"foo":1)"));
    QCOMPARE(strict.status, 400);
    QVERIFY(strict.message().find("strict decoding error: unknown field \"foo\"") != std::string::npos);
    const Answer warned = api.post(configMaps, configMap("c1", R"(,"foo":1)"));
    QCOMPARE(warned.status, 201);
    QCOMPARE(std::string(warned.headers.get("Warning")), std::string("299 - \"unknown field \\\"foo\\\"\""));
}

void CrudTest::leavesNoTraceOfADryRun()
{
    ApiFixture api;
    const Answer dry = api.post(std::string(configMaps) + "?dryRun=All", configMap("dry"));
    QCOMPARE(dry.status, 201);
    QVERIFY(dry.text({"metadata", "resourceVersion"}).empty());
    QCOMPARE(api.get(std::string(configMaps) + "/dry").status, 404);
    QCOMPARE(api.post(std::string(configMaps) + "?dryRun=foo", configMap("dry")).status, 422);
}

void CrudTest::refusesUnknownNamespaces()
{
    ApiFixture api;
    const Answer answer = api.post("/api/v1/namespaces/nope/configmaps", configMap("c1"));
    QCOMPARE(answer.status, 404);
    QCOMPARE(answer.message(), std::string("namespaces \"nope\" not found"));
}

void CrudTest::refusesWhatDoesNotFitThePath()
{
    ApiFixture api;
    const Answer other = api.post(configMaps, R"({"metadata":{"name":"c1","namespace":"kube-system"}})");
    QCOMPARE(other.message(),
             std::string("the namespace of the provided object does not match the namespace sent on the request"));
    api.post(configMaps, configMap("c1"));
    QCOMPARE(api.put(std::string(configMaps) + "/c1", configMap("other")).message(),
             std::string("the name of the object (other) does not match the name on the URL (c1)"));
    QCOMPARE(api.post(configMaps, R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"c1"}})").message(),
             std::string("Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): "
                         "unknown conversion"));
    QCOMPARE(api.call("POST", configMaps, "x", {{"Content-Type", "text/css"}}).status, 415);
}

void CrudTest::separatesStatusFromSpec()
{
    ApiFixture api;
    const std::string path = "/api/v1/nodes/n1";
    api.post("/api/v1/nodes", R"({"metadata":{"name":"n1"}})");
    api.patch(path, "application/merge-patch+json", R"({"status":{"phase":"Running"},"spec":{"unschedulable":true}})");
    Answer node = api.get(path);
    QCOMPARE(node.text({"status", "phase"}), std::string());
    QVERIFY(data::boolAt(node.json, {"spec", "unschedulable"}));
    api.patch(path + "/status", "application/merge-patch+json", R"({"status":{"phase":"Running"},"spec":{"unschedulable":false}})");
    node = api.get(path);
    QCOMPARE(node.text({"status", "phase"}), std::string("Running"));
    QVERIFY(data::boolAt(node.json, {"spec", "unschedulable"}));
}

void CrudTest::answersUnknownPaths()
{
    ApiFixture api;
    QCOMPARE(api.get("/api/v1/gizmos").message(), std::string("the server could not find the requested resource"));
    QCOMPARE(api.get("/apis/no.such/v1/gizmos").body, std::string("404 page not found\n"));
    QCOMPARE(api.call("PUT", configMaps, "{}").status, 405);
}

void CrudTest::scalesThroughTheSubresource()
{
    ApiFixture api;
    const std::string path = "/apis/apps/v1/namespaces/default/deployments";
    const Answer made = api.post(path, R"({"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{)"
                                       R"("metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})");
    QCOMPARE(made.status, 201);
    QCOMPARE(data::intAt(made.json, {"spec", "replicas"}), int64_t(1));
    const Answer scaled = api.patch(path + "/d/scale", "application/merge-patch+json", R"({"spec":{"replicas":4}})");
    QCOMPARE(scaled.text({"kind"}), std::string("Scale"));
    QCOMPARE(scaled.text({"status", "selector"}), std::string("a=b"));
    const Answer deployment = api.get(path + "/d");
    QCOMPARE(data::intAt(deployment.json, {"spec", "replicas"}), int64_t(4));
    QCOMPARE(data::intAt(deployment.json, {"metadata", "generation"}), int64_t(2));
    QCOMPARE(api.patch(path + "/d/scale", "application/merge-patch+json", R"({"spec":{"replicas":-1}})").status, 422);
}

void CrudTest::bindsAPodOnce()
{
    ApiFixture api;
    api.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
    const std::string pods = "/api/v1/namespaces/default/pods";
    QCOMPARE(api.post(pods, R"({"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}})").status, 201);
    const std::string binding = R"({"metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}})";
    QCOMPARE(api.post(pods + "/p/binding", binding).status, 201);
    QCOMPARE(api.get(pods + "/p").text({"spec", "nodeName"}), std::string("n1"));
    QCOMPARE(api.post(pods + "/p/binding", binding).message(),
             std::string("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\""));
}

SKIFF_REGISTER_TEST(CrudTest);

#include "crud_test.moc"
