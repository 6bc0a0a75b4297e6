#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

namespace {

constexpr auto applyType = "application/apply-patch+yaml";
const std::string configMaps = "/api/v1/namespaces/default/configmaps";
const std::string deployments = "/apis/apps/v1/namespaces/default/deployments";
const std::string c1 = configMaps + "/c1";
const std::string web = deployments + "/web";
const std::string deployment =
    R"({"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},)"
    R"("spec":{"containers":[{"name":"c","image":"i"}]}}}})";

std::string configMap(const std::string& data)
{
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c1}\ndata: " + data + "\n";
}

Answer apply(ApiFixture& api, const std::string& target, const std::string& body)
{
    return api.patch(target, applyType, body);
}

/// The entries without their times: `manager operation subresource fields`.
QStringList owners(const data::Value& object)
{
    QStringList lines;
    const data::Value* entries = data::find(object, {"metadata", "managedFields"});
    if (!entries)
        return lines;
    for (const data::Value& entry : entries->as_array()) {
        const std::string_view subresource = data::stringAt(entry, {"subresource"});
        lines << QString::fromStdString(std::string(data::stringAt(entry, {"manager"})) + " " +
                                        std::string(data::stringAt(entry, {"operation"})) +
                                        (subresource.empty() ? "" : "/" + std::string(subresource)) + " " +
                                        data::toJson(*data::find(entry, {"fieldsV1"})));
    }
    return lines;
}

QStringList owners(ApiFixture& api, const std::string& target)
{
    return owners(api.get(target).json);
}

} // namespace

class ApplyHandlerTest : public QObject
{
    Q_OBJECT

private slots:
    void createsWhatDoesNotExist();
    void changesNothingTheSecondTime();
    void needsAManager();
    void refusesWhatIsNoConfiguration();
    void namesEveryConflict();
    void forceTakesOver();
    void everyWriteIsTracked();
    void onlyOnesOwnManagersCountForStatus();
    void scaleHasItsOwnEntry();
    void clientsMayClearAndEditEntries();
    void aWriteThatChangesNothingKeepsItsTime();
    void dryRunLeavesNoTrace();
    void creatingNeedsTheVerbCreate();
    void refusesAStaleRevision();
    void secretsOwnWhatTheyKeep();
    void eventsHaveOwnersInBothVersions();
};

void ApplyHandlerTest::createsWhatDoesNotExist()
{
    ApiFixture api;
    const Answer made = apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    QCOMPARE(made.status, 201);
    QCOMPARE(owners(made.json), QStringList{QStringLiteral(R"(m1 Apply {"f:data":{"f:a":{}}})")});
    QCOMPARE(owners(api, c1), owners(made.json));
    QCOMPARE(apply(api, c1 + "?fieldManager=m1", configMap("{b: '2'}")).status, 200);
    QCOMPARE(data::toJson(*data::find(api.get(c1).json, {"data"})), std::string(R"({"b":"2"})"));
    QCOMPARE(apply(api, configMaps + "/none/status?fieldManager=m1", configMap("{}")).status, 404);
    QCOMPARE(apply(api, deployments + "/none/status?fieldManager=m1",
                   R"({"apiVersion":"apps/v1","kind":"Deployment","status":{"replicas":1}})")
                 .status,
             404);
}

void ApplyHandlerTest::changesNothingTheSecondTime()
{
    ApiFixture api;
    const Answer first = apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    api.clock().advance(std::chrono::hours(1));
    const Answer second = apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    QCOMPARE(second.status, 200);
    QCOMPARE(second.body, first.body);
}

void ApplyHandlerTest::needsAManager()
{
    ApiFixture api;
    const Answer none = apply(api, c1, configMap("{}"));
    QCOMPARE(none.status, 422);
    QCOMPARE(
        none.message(),
        std::string(
            R"(PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch)"));
    QCOMPARE(
        api.patch(c1 + "?force=true", "application/merge-patch+json", "{}").message(),
        std::string(
            R"(PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch)"));
    QCOMPARE(apply(api, c1 + "?fieldManager=" + std::string(129, 'x'), configMap("{}")).message(),
             std::string(
                 R"(PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes)"));
}

void ApplyHandlerTest::refusesWhatIsNoConfiguration()
{
    ApiFixture api;
    const std::string target = c1 + "?fieldManager=m1";
    QCOMPARE(apply(api, target, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c1, managedFields: []}").message(),
             std::string("metadata.managedFields must be nil"));
    QCOMPARE(apply(api, target, "apiVersion: v1\nkind: Secret\nmetadata: {name: c1}").message(),
             std::string("invalid object type: /v1, Kind=Secret"));
    const Answer unknown = apply(api, target, configMap("{}") + "fooBar: 1\n");
    QCOMPARE(unknown.status, 500);
    QCOMPARE(
        unknown.message(),
        std::string(
            "failed to create typed patch object (/c1; /v1, Kind=ConfigMap): .fooBar: field not declared in schema"));
    const std::string twice = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\n\"data\":{\"a\":\"1\",\"a\":\"2\"}}";
    QCOMPARE(
        apply(api, target + "&fieldValidation=Strict", twice).message(),
        std::string(
            "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key \"a\" "
            "already set in map"));
    QVERIFY(!apply(api, target + "&dryRun=All", twice).headers.get("Warning").empty());
    QCOMPARE(apply(api, target, "{").status, 400);
    QCOMPARE(apply(api, target, "[]").status, 400);
    QCOMPARE(apply(api, target, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}").message(),
             std::string("the name of the object (other) does not match the name on the URL (c1)"));
    QCOMPARE(apply(api, target, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c1, uid: x}").status, 409);
}

void ApplyHandlerTest::namesEveryConflict()
{
    ApiFixture api;
    apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    const Answer one = apply(api, c1 + "?fieldManager=m2", configMap("{a: '2'}"));
    QCOMPARE(one.status, 409);
    QCOMPARE(one.text({"reason"}), std::string("Conflict"));
    QCOMPARE(one.message(), std::string(R"(Apply failed with 1 conflict: conflict with "m1": .data.a)"));
    QCOMPARE(
        data::toJson(*data::find(one.json, {"details"})),
        std::string(
            R"({"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"m1\"","field":".data.a"}]})"));

    api.patch(c1 + "?fieldManager=kubectl-edit", "application/merge-patch+json", R"({"data":{"b":"1","c":"1"}})");
    const Answer many = apply(api, c1 + "?fieldManager=m2", configMap("{a: '2', b: '2', c: '2'}"));
    QCOMPARE(many.message(),
             std::string("Apply failed with 3 conflicts: conflicts with \"kubectl-edit\" using v1:\n- .data.b\n- "
                         ".data.c\nconflicts with \"m1\":\n- .data.a"));
}

void ApplyHandlerTest::forceTakesOver()
{
    ApiFixture api;
    apply(api, c1 + "?fieldManager=m1", configMap("{a: '1', b: '1'}"));
    QCOMPARE(apply(api, c1 + "?fieldManager=m2&force=true", configMap("{a: '2'}")).status, 200);
    QCOMPARE(owners(api, c1), QStringList({QStringLiteral(R"(m1 Apply {"f:data":{"f:b":{}}})"),
                                           QStringLiteral(R"(m2 Apply {"f:data":{"f:a":{}}})")}));
}

void ApplyHandlerTest::everyWriteIsTracked()
{
    ApiFixture api;
    api.post(configMaps + "?fieldManager=maker", R"({"metadata":{"name":"c1","labels":{"l":"1"}},"data":{"a":"1"}})");
    api.call("PUT", c1, R"({"metadata":{"name":"c1","labels":{"l":"1"}},"data":{"a":"2"}})",
             {{"User-Agent", "putter/1.0 (x)"}});
    api.patch(c1 + "?fieldManager=patcher", "application/json-patch+json",
              R"([{"op":"add","path":"/data/b","value":"3"}])");
    api.patch(c1, "application/merge-patch+json", R"({"data":{"c":"3"}})");
    QCOMPARE(owners(api, c1),
             QStringList({QStringLiteral(R"(maker Update {"f:data":{},"f:metadata":{"f:labels":{".":{},"f:l":{}}}})"),
                          QStringLiteral(R"(patcher Update {"f:data":{"f:b":{}}})"),
                          QStringLiteral(R"(putter Update {"f:data":{"f:a":{}}})"),
                          QStringLiteral(R"(unknown Update {"f:data":{"f:c":{}}})")}));
}

void ApplyHandlerTest::onlyOnesOwnManagersCountForStatus()
{
    ApiFixture api;
    QCOMPARE(api.post(deployments + "?fieldManager=maker", deployment).status, 201);
    const QStringList before = owners(api, web);
    QCOMPARE(before.size(), 1);
    QVERIFY(!before.first().contains(QStringLiteral("f:status")));
    api.patch(web + "/status?fieldManager=controller", "application/merge-patch+json",
              R"({"spec":{"replicas":7},"status":{"replicas":1}})");
    QCOMPARE(owners(api, web),
             QStringList{QStringLiteral(R"(controller Update/status {"f:status":{"f:replicas":{}}})")} + before);
}

void ApplyHandlerTest::scaleHasItsOwnEntry()
{
    ApiFixture api;
    apply(api, web + "?fieldManager=m1", R"({"apiVersion":"apps/v1","kind":"Deployment",)" + deployment.substr(1));
    QCOMPARE(api.patch(web + "/scale?fieldManager=scaler", "application/merge-patch+json", R"({"spec":{"replicas":5}})")
                 .status,
             200);
    const Answer conflict =
        apply(api, web + "?fieldManager=m1", R"({"apiVersion":"apps/v1","kind":"Deployment",)" + deployment.substr(1));
    QCOMPARE(
        conflict.message(),
        std::string(
            R"(Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas)"));
    const std::string scale =
        R"({"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web"},"spec":{"replicas":6}})";
    QCOMPARE(apply(api, web + "/scale?fieldManager=m3", scale).status, 409);
    QCOMPARE(apply(api, web + "/scale?fieldManager=m3&force=true", scale).status, 200);
    QVERIFY(owners(api, web).contains(QStringLiteral(R"(m3 Apply/scale {"f:spec":{"f:replicas":{}}})")));
}

void ApplyHandlerTest::clientsMayClearAndEditEntries()
{
    ApiFixture api;
    apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    api.patch(
        c1, "application/json-patch+json",
        R"([{"op":"replace","path":"/metadata/managedFields","value":[{"manager":"x","operation":"Apply","apiVersion":"v1",)"
        R"("fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]}])");
    QCOMPARE(owners(api, c1), QStringList{QStringLiteral(R"(x Apply {"f:data":{"f:a":{}}})")});
    api.patch(c1, "application/merge-patch+json", R"({"metadata":{"managedFields":[{}]}})");
    QCOMPARE(owners(api, c1), QStringList());
    api.patch(c1, "application/merge-patch+json", R"({"data":{"b":"1"}})");
    QCOMPARE(owners(api, c1), QStringList());
    apply(api, c1 + "?fieldManager=m1", configMap("{c: '1'}"));
    QCOMPARE(owners(api, c1),
             QStringList({QStringLiteral(R"(m1 Apply {"f:data":{"f:c":{}}})"),
                          QStringLiteral(R"(before-first-apply Update {"f:data":{".":{},"f:a":{},"f:b":{}}})")}));
}

void ApplyHandlerTest::aWriteThatChangesNothingKeepsItsTime()
{
    ApiFixture api;
    const std::string object = R"({"metadata":{"name":"c1"},"data":{"a":"1"}})";
    api.post(configMaps, object);
    const Answer first = api.get(c1);
    api.clock().advance(std::chrono::hours(1));
    QCOMPARE(api.put(c1, object).body, first.body);
    QCOMPARE(api.put(c1, first.body).body, first.body);
    QCOMPARE(api.patch(c1, "application/merge-patch+json", R"({"data":{"a":"1"}})").body, first.body);
    api.post(deployments, deployment);
    const Answer made = api.get(web);
    api.clock().advance(std::chrono::hours(1));
    QCOMPARE(api.patch(web, "application/merge-patch+json", R"({"status":{"replicas":3}})").body, made.body);
    const Answer changed = api.put(c1, R"({"metadata":{"name":"c1"},"data":{"a":"2"}})");
    QVERIFY(data::stringAt(data::find(changed.json, {"metadata", "managedFields"})->as_array()[0], {"time"}) !=
            data::stringAt(data::find(first.json, {"metadata", "managedFields"})->as_array()[0], {"time"}));
}

void ApplyHandlerTest::dryRunLeavesNoTrace()
{
    ApiFixture api;
    const std::string services = "/api/v1/namespaces/default/services";
    api.post(configMaps, R"({"metadata":{"name":"c1"},"data":{"a":"1"}})");
    api.post(deployments, deployment);
    const Answer before = api.get(configMaps);
    const store::Revision revision = api.store().revision();
    const auto same = [&] {
        return api.store().revision() == revision;
    };

    const Answer made = apply(api, configMaps + "/c2?fieldManager=m1&dryRun=All",
                              R"({"apiVersion":"v1","kind":"ConfigMap","data":{"x":"y"}})");
    QCOMPARE(made.status, 201);
    QCOMPARE(made.text({"metadata", "resourceVersion"}), std::string());
    QVERIFY(!made.text({"metadata", "uid"}).empty());
    QCOMPARE(api.post(configMaps + "?dryRun=All", R"({"metadata":{"name":"c2"}})").status, 201);
    QCOMPARE(api.post(configMaps + "?dryRun=All", R"({"metadata":{"name":"c1"}})").status, 409);
    QCOMPARE(api.put(c1 + "?dryRun=All", R"({"metadata":{"name":"c1"},"data":{"a":"2"}})").status, 200);
    QCOMPARE(api.patch(c1 + "?dryRun=All", "application/merge-patch+json", R"({"data":{"a":"2"}})").text({"data", "a"}),
             std::string("2"));
    QCOMPARE(api.remove(c1 + "?dryRun=All").text({"status"}), std::string("Success"));
    QCOMPARE(api.remove(c1, R"({"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"]})").text({"status"}),
             std::string("Success"));
    QCOMPARE(api.remove(configMaps + "?dryRun=All").status, 200);
    QCOMPARE(api.patch(web + "/scale?dryRun=All", "application/merge-patch+json", R"({"spec":{"replicas":5}})").status,
             200);
    const Answer service = api.post(services + "?dryRun=All",
                                    R"({"metadata":{"name":"s"},"spec":{"type":"NodePort","ports":[{"port":80}]}})");
    QCOMPARE(service.status, 201);
    QVERIFY(!service.text({"spec", "clusterIP"}).empty());
    QVERIFY(data::intAt(data::find(service.json, {"spec", "ports"})->as_array()[0], {"nodePort"}) > 0);
    QVERIFY(same());
    QCOMPARE(api.get(configMaps).body, before.body);
    QCOMPARE(api.post(configMaps + "?dryRun=Some", R"({"metadata":{"name":"c3"}})").status, 422);
}

void ApplyHandlerTest::creatingNeedsTheVerbCreate()
{
    ApiFixture api;
    const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
    api.post(
        rbac + "roles",
        R"({"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["patch","get"]}]})");
    api.post(rbac + "rolebindings",
             R"({"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},)"
             R"("subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]})");
    api.post(configMaps, R"({"metadata":{"name":"there"}})");
    api.becomeUser("jane");
    const Answer refused = apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    QCOMPARE(refused.status, 403);
    QCOMPARE(
        refused.message(),
        std::string(
            R"(configmaps "c1" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "default")"));
    QCOMPARE(
        apply(api, configMaps + "/there?fieldManager=m1", R"({"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"}})")
            .status,
        200);
}

void ApplyHandlerTest::refusesAStaleRevision()
{
    ApiFixture api;
    apply(api, c1 + "?fieldManager=m1", configMap("{a: '1'}"));
    const Answer stale = apply(api, c1 + "?fieldManager=m1",
                               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c1, resourceVersion: '1'}");
    QCOMPARE(stale.status, 409);
    QVERIFY(stale.message().find("the object has been modified") != std::string::npos);
}

void ApplyHandlerTest::secretsOwnWhatTheyKeep()
{
    ApiFixture api;
    const std::string secrets = "/api/v1/namespaces/default/secrets";
    api.post(secrets + "?fieldManager=m", R"({"metadata":{"name":"s"},"stringData":{"a":"b"}})");
    QCOMPARE(owners(api, secrets + "/s"),
             QStringList{QStringLiteral(R"(m Update {"f:data":{".":{},"f:a":{}},"f:type":{}})")});
    apply(api, secrets + "/s2?fieldManager=m",
          R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s2"},"stringData":{"a":"b"}})");
    QCOMPARE(api.get(secrets + "/s2").text({"data", "a"}), std::string("Yg=="));
}

void ApplyHandlerTest::eventsHaveOwnersInBothVersions()
{
    ApiFixture api;
    const std::string core = "/api/v1/namespaces/default/events";
    api.post(
        core + "?fieldManager=old",
        R"({"metadata":{"name":"e"},"involvedObject":{"namespace":"default","name":"p"},"reason":"r","message":"m"})");
    const std::string events = "/apis/events.k8s.io/v1/namespaces/default/events/e";
    QCOMPARE(api.patch(events + "?fieldManager=new", "application/merge-patch+json", R"({"note":"n"})").status, 200);
    const QStringList both = owners(api, core + "/e");
    QVERIFY2(both.size() == 2 && !both.join(QStringLiteral("|")).contains(QStringLiteral("f:message")),
             qPrintable(both.join(QStringLiteral("\n"))));
    QVERIFY(both.join(QStringLiteral("|")).contains(QStringLiteral(R"(new Update {"f:note":{}})")));
}

SKIFF_REGISTER_TEST(ApplyHandlerTest);

#include "apply_test.moc"
