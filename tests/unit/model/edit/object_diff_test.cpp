#include "app/model/edit/object_diff.h"

#include "app/model/edit/schema.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QTest>

using namespace skiff;
using model::edit::diffObjects;
using model::edit::FieldChange;
using test::yaml;

namespace {

const data::ObjectType* typeOf(const char* apiVersion, const char* kind)
{
    return model::edit::builtinSchema()->find({apiVersion, kind});
}

/// "+.a=1 -.b ~.c=2"
std::string words(const std::vector<FieldChange>& changes)
{
    std::string text;
    for (const FieldChange& each : changes) {
        text += text.empty() ? "" : " ";
        text += each.added() ? "+" : each.removed() ? "-" : "~";
        text += each.path.toString();
        if (each.after)
            text += "=" + data::toJson(*each.after);
    }
    return text;
}

std::string podDiff(const char* before, const char* after)
{
    return words(diffObjects(yaml(before), yaml(after), typeOf("v1", "Pod")));
}

} // namespace

class ObjectDiffTest final : public QObject
{
    Q_OBJECT

private slots:
    void comparesByMeaning()
    {
        QCOMPARE(podDiff("{metadata: {name: a}, spec: {nodeName: x}}", "{spec: {nodeName: x}, metadata: {name: a}}"),
                 std::string());
        QCOMPARE(podDiff("{metadata: {labels: {a: '1', b: '2'}}}", "{metadata: {labels: {a: '3', c: '4'}}}"),
                 std::string("~.metadata.labels.a=\"3\" -.metadata.labels.b +.metadata.labels.c=\"4\""));
    }

    void elementsAreToldApartByTheirKeys()
    {
        QCOMPARE(podDiff("{spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}",
                         "{spec: {containers: [{name: b, image: z}, {name: a, image: x}]}}"),
                 std::string("~.spec.containers[name=\"b\"].image=\"z\""));
        QCOMPARE(podDiff("{spec: {containers: [{name: a}]}}", "{spec: {containers: [{name: a}, {name: c}]}}"),
                 std::string("+.spec.containers[name=\"c\"]={\"name\":\"c\"}"));
        QCOMPARE(podDiff("{metadata: {finalizers: [a, b]}}", "{metadata: {finalizers: [b, c]}}"),
                 std::string("-.metadata.finalizers[=\"a\"] +.metadata.finalizers[=\"c\"]=\"c\""));
    }

    void anotherOrderIsAChangeOfTheList()
    {
        QCOMPARE(podDiff("{spec: {initContainers: [{name: a}, {name: b}]}}",
                         "{spec: {initContainers: [{name: b}, {name: a}]}}"),
                 std::string("~.spec.initContainers=[{\"name\":\"b\"},{\"name\":\"a\"}]"));
    }

    void atomicListsAreOneValue()
    {
        QCOMPARE(podDiff("{spec: {containers: [{name: a, args: [x, y]}]}}",
                         "{spec: {containers: [{name: a, args: [x, z]}]}}"),
                 std::string("~.spec.containers[name=\"a\"].args=[\"x\",\"z\"]"));
    }

    void elementsThatAreThereTwiceMakeTheListOneValue()
    {
        QCOMPARE(podDiff("{spec: {containers: [{name: a, image: x}, {name: a, image: y}]}}",
                         "{spec: {containers: [{name: a, image: x}]}}"),
                 std::string("~.spec.containers=[{\"name\":\"a\",\"image\":\"x\"}]"));
    }

    void keysThatAreLeftOutHaveTheirDefault()
    {
        QCOMPARE(podDiff("{spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP}]}]}}",
                         "{spec: {containers: [{name: a, ports: [{containerPort: 53}]}]}}"),
                 std::string());
        QCOMPARE(podDiff("{spec: {containers: [{name: a, ports: [{containerPort: 53}]}]}}",
                         "{spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}]}]}}"),
                 std::string("-.spec.containers[name=\"a\"].ports[containerPort=53,protocol=\"TCP\"] "
                             "+.spec.containers[name=\"a\"].ports[containerPort=53,protocol=\"UDP\"]="
                             "{\"containerPort\":53,\"protocol\":\"UDP\"}"));
    }

    void nullIsAbsence()
    {
        QCOMPARE(podDiff("{metadata: {creationTimestamp: null}}", "{metadata: {}}"), std::string());
        QCOMPARE(podDiff("{spec: {nodeName: a}}", "{spec: {nodeName: null}}"), std::string("-.spec.nodeName"));
        // Without a schema null may mean something.
        QCOMPARE(words(diffObjects(yaml("{a: 1}"), yaml("{a: null}"), nullptr)), std::string("~.a=null"));
    }

    void withoutASchemaNamesTellElementsApart()
    {
        const auto diff = [](const char* before, const char* after) {
            return words(diffObjects(yaml(before), yaml(after), nullptr));
        };
        QCOMPARE(diff("{l: [{name: a, x: 1}, {name: b}]}", "{l: [{name: a, x: 2}]}"),
                 std::string("~.l[name=\"a\"].x=2 -.l[name=\"b\"]"));
        QCOMPARE(diff("{l: [{x: 1}]}", "{l: [{x: 2}]}"), std::string("~.l=[{\"x\":2}]"));
        QCOMPARE(diff("{l: [1, 2]}", "{l: [2, 1]}"), std::string("~.l=[2,1]"));
    }

    void typesMayChange()
    {
        QCOMPARE(podDiff("{spec: {containers: [{name: a}]}}", "{spec: {containers: {a: 1}}}"),
                 std::string("~.spec.containers={\"a\":1}"));
        QCOMPARE(words(diffObjects(yaml("1"), yaml("{a: 1}"), nullptr)), std::string("~={\"a\":1}"));
    }

    void longKeyedListsTakeLinearTime()
    {
        std::string before = "spec: {containers: [{name: a, env: [";
        std::string after = before;
        for (int i = 0; i < 5'000; ++i) {
            const std::string name = "{name: v" + std::to_string(i) + ", value: '";
            before += name + "1'},";
            after += name + (i == 1'234 ? "2'}," : "1'},");
        }
        before += "]}]}";
        after += "]}]}";
        QCOMPARE(podDiff(before.c_str(), after.c_str()),
                 std::string("~.spec.containers[name=\"a\"].env[name=\"v1234\"].value=\"2\""));
    }
};

SKIFF_REGISTER_TEST(ObjectDiffTest);
#include "object_diff_test.moc"
