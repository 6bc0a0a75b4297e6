#include "app/model/object_details.h"

#include "app/model/custom_facts.h"
#include "app/model/object_yaml.h"
#include "app/model/pod_status.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;

namespace {

const char* const crashing = R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"shop","uid":"u1",
  "creationTimestamp":"2023-11-14T22:12:20Z","managedFields":[{"manager":"x"}],
  "ownerReferences":[{"kind":"ReplicaSet","name":"web-5","controller":true}]},
  "spec":{"nodeName":"n1","initContainers":[{"name":"init","image":"i:1"}],"containers":[{"name":"app","image":"a:1","command":["/app"],"args":["-v"]}]},
  "status":{"phase":"Running",
    "initContainerStatuses":[{"name":"init","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}],
    "containerStatuses":[{"name":"app","restartCount":4,"ready":false,
      "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s"}}}],
    "conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady","message":"unready: [app]","lastTransitionTime":"2023-11-14T22:13:10Z"}]}})";

QString value(const ObjectDetails& details, const QString& title, const QString& label)
{
    for (const FactGroup& group : details.groups)
        for (const Fact& fact : group.facts)
            if (group.title == title && fact.label == label)
                return fact.value;
    return {};
}

std::string statusOf(const char* json)
{
    const auto document = data::Document::parse(json);
    return document.ok() ? podStatus((*document)->root()) : "?";
}

} // namespace

class ObjectDetailsTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatACustomKindSays()
    {
        const test::FakeClock clock;
        const auto details = decodeDetails(
            R"({"kind":"Boat","apiVersion":"harbour.example.com/v1","metadata":{"name":"pinta"},
            "spec":{"port":"north","crew":26,"fast":true,"empty":"","nothing":null,"none":[],"cargo":["salt","wine"],
                "masts":[{"sails":2},{"sails":3}],"captain":{"name":"Martin","home":{"town":"Palos","house":{"door":{"colour":"red"}}}}},
            "status":{"phase":"Sailing","observedGeneration":3,"knots":7.5,"conditions":[{"type":"Ready","status":"True"}]}})",
            clock.now());
        QVERIFY(details.ok());
        QCOMPARE(value(*details, "", "Status"), QStringLiteral("Sailing"));
        QCOMPARE(value(*details, "Spec", "crew"), QStringLiteral("26"));
        QCOMPARE(value(*details, "Spec", "fast"), QStringLiteral("true"));
        QCOMPARE(value(*details, "Spec", "cargo"), QStringLiteral("salt\nwine"));
        QCOMPARE(value(*details, "Spec", "masts"), QStringLiteral("2 entries"));
        QCOMPARE(value(*details, "Spec", "captain.home.town"), QStringLiteral("Palos"));
        QCOMPARE(details->groups[1].facts.size(), size_t(7));
        QCOMPARE(value(*details, "Status", "knots"), QStringLiteral("7.5"));
        QCOMPARE(details->groups[2].facts.size(), size_t(1));
        QCOMPARE(details->conditions.size(), size_t(1));
    }

    void aHugeCustomObjectIsShownInPart()
    {
        std::string fields;
        for (int i = 0; i < 1000; ++i)
            fields += (i > 0 ? ",\"f" : "\"f") + std::to_string(i) + R"(":")" + std::string(5000, 'x') + '"';
        const auto details =
            decodeDetails(R"({"kind":"Boat","apiVersion":"a.b/v1","metadata":{},"spec":{)" + fields + "}}", {});
        QVERIFY(details.ok());
        QCOMPARE(details->groups[1].facts.size(), MostCustomFacts);
        QVERIFY(details->groups[1].facts[0].value.size() <= 200);
    }

    void showsAPodWithContainersAndConditions()
    {
        const test::FakeClock clock;
        const auto details = decodeDetails(crashing, clock.now());
        QVERIFY(details.ok());
        QCOMPARE(details->name, QStringLiteral("web"));
        QCOMPARE(value(*details, "", "Status"), QStringLiteral("CrashLoopBackOff"));
        QCOMPARE(value(*details, "", "Controlled by"), QStringLiteral("ReplicaSet/web-5"));
        QCOMPARE(value(*details, "", "Age"), QStringLiteral("60s"));
        QCOMPARE(value(*details, "Container app", "State"), QStringLiteral("Waiting: CrashLoopBackOff\nback-off 40s"));
        QCOMPARE(value(*details, "Container app", "Restarts"), QStringLiteral("4"));
        QCOMPARE(value(*details, "Container app", "Command"), QStringLiteral("/app -v"));
        QCOMPARE(value(*details, "Container init", "State"), QStringLiteral("Terminated: Completed (exit code 0)"));
        QCOMPARE(details->containers, (std::vector<QString>{"init", "app"}));
        QCOMPARE(details->conditions.size(), size_t(1));
        QCOMPARE(details->conditions[0].health, Health::Bad);
        QCOMPARE(details->conditions[0].age, QStringLiteral("10s"));
    }

    void showsAServicesPorts()
    {
        const auto details = decodeDetails(R"({"kind":"Service","metadata":{"name":"web","uid":"u"},"spec":{"type":"NodePort","clusterIP":"10.96.0.7",
            "selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"web","nodePort":30080,"protocol":"TCP"}]}})", {});
        QVERIFY(details.ok());
        QCOMPARE(value(*details, "Ports", "http"), QStringLiteral("80 → web, node port 30080"));
        QCOMPARE(value(*details, "", "Selector"), QStringLiteral("app=web"));
    }

    void refusesWhatIsNoObject()
    {
        QVERIFY(!decodeDetails("[]", {}).ok());
        QVERIFY(!decodeDetails("{", {}).ok());
        QVERIFY(!objectYaml("[]").ok());
    }

    void yamlBeginsAsPeopleWriteIt()
    {
        const auto yaml = objectYaml(crashing);
        QVERIFY(yaml.ok());
        QVERIFY(yaml->startsWith("apiVersion: v1\nkind: Pod\nmetadata:\n"));
        QVERIFY(!yaml->contains("managedFields"));
        QVERIFY(yaml->indexOf("\nspec:") < yaml->indexOf("\nstatus:"));
    }

    void aPodsStatusIsTheTables()
    {
        QCOMPARE(statusOf(R"({"status":{"phase":"Pending"}})"), "Pending");
        QCOMPARE(statusOf(R"({"status":{"phase":"Failed","reason":"Evicted"}})"), "Evicted");
        QCOMPARE(statusOf(R"({"metadata":{"deletionTimestamp":"x"},"status":{"phase":"Running"}})"), "Terminating");
        QCOMPARE(statusOf(R"({"spec":{"initContainers":[{},{}]},"status":{"phase":"Pending","initContainerStatuses":[
            {"state":{"terminated":{"exitCode":0}}},{"state":{"running":{}}}]}})"), "Init:1/2");
        QCOMPARE(statusOf(R"({"status":{"phase":"Pending","initContainerStatuses":[{"state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}})"), "Init:Error");
        QCOMPARE(statusOf(R"({"status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":3}}}]}})"), "ExitCode:3");
        QCOMPARE(statusOf(R"({"status":{"phase":"Running","containerStatuses":[{"state":{"terminated":{"exitCode":0,"reason":"Completed"}}},
            {"ready":true,"state":{"running":{}}}]}})"), "Running");
    }
};

SKIFF_REGISTER_TEST(ObjectDetailsTest);
#include "object_details_test.moc"
