#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

class ListTest : public QObject
{
    Q_OBJECT

private slots:
    void listsWithoutKindInItems();
    void pagesThroughOneSnapshot();
    void selectsByLabelsAndFields();
    void refusesWhatCannotBeSelected();
    void understandsResourceVersions();
    void answersTables();
    void answersMetadataOnly();
    void showsEventsInBothVersions();
    void packsLargeAnswers();
};

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";

void make(ApiFixture& api, const std::string& name, const std::string& labels = "{}")
{
    api.post(configMaps, R"({"metadata":{"name":")" + name + R"(","labels":)" + labels + "}}");
}

std::vector<std::string> namesOf(const Answer& list)
{
    std::vector<std::string> names;
    for (const data::Value& item : list.json.at("items").as_array())
        names.emplace_back(data::stringAt(item, {"metadata", "name"}));
    return names;
}

} // namespace

void ListTest::listsWithoutKindInItems()
{
    ApiFixture api;
    make(api, "c1");
    const Answer list = api.get(configMaps);
    QCOMPARE(list.text({"kind"}), std::string("ConfigMapList"));
    QVERIFY(!list.json.at("items").at(0).as_object().contains("kind"));
    QVERIFY(!data::stringAt(list.json.at("items").at(0), {"metadata", "resourceVersion"}).empty());
}

void ListTest::pagesThroughOneSnapshot()
{
    ApiFixture api;
    for (const char* name : {"a", "b", "c", "d", "e"})
        make(api, name);
    const Answer first = api.get(std::string(configMaps) + "?limit=2");
    QCOMPARE(namesOf(first), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(data::intAt(first.json, {"metadata", "remainingItemCount"}), int64_t(3));
    make(api, "bb"); // later pages do not see it
    const Answer second = api.get(std::string(configMaps) + "?limit=2&continue=" + first.text({"metadata", "continue"}));
    QCOMPARE(namesOf(second), (std::vector<std::string>{"c", "d"}));
    QCOMPARE(second.text({"metadata", "resourceVersion"}), first.text({"metadata", "resourceVersion"}));
    const Answer third = api.get(std::string(configMaps) + "?limit=2&continue=" + second.text({"metadata", "continue"}));
    QCOMPARE(namesOf(third), (std::vector<std::string>{"e"}));
    QVERIFY(third.text({"metadata", "continue"}).empty());
    QCOMPARE(api.get(std::string(configMaps) + "?continue=xx").status, 400);
}

void ListTest::selectsByLabelsAndFields()
{
    ApiFixture api;
    make(api, "a", R"({"x":"1"})");
    make(api, "b", R"({"x":"2"})");
    make(api, "c");
    QCOMPARE(namesOf(api.get(std::string(configMaps) + "?labelSelector=x%20in%20(1,2)")), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(namesOf(api.get(std::string(configMaps) + "?labelSelector=!x")), (std::vector<std::string>{"c"}));
    QCOMPARE(namesOf(api.get(std::string(configMaps) + "?fieldSelector=metadata.name%3Db")), (std::vector<std::string>{"b"}));
    QCOMPARE(namesOf(api.get("/api/v1/namespaces?fieldSelector=status.phase%3DActive")), (std::vector<std::string>{"default"}));
}

void ListTest::refusesWhatCannotBeSelected()
{
    ApiFixture api;
    QCOMPARE(api.get("/api/v1/pods?fieldSelector=spec.foo%3Da").message(), std::string("field label not supported: spec.foo"));
    QCOMPARE(api.get(std::string(configMaps) + "?fieldSelector=data.a%3Db").message(),
             std::string("\"data.a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""));
    QCOMPARE(api.get(std::string(configMaps) + "?labelSelector=%3D").status, 400);
}

void ListTest::understandsResourceVersions()
{
    ApiFixture api;
    make(api, "a");
    QCOMPARE(api.get(std::string(configMaps) + "?resourceVersion=0").status, 200);
    QCOMPARE(api.get(std::string(configMaps) + "?resourceVersion=abc").status, 400);
    QCOMPARE(api.get(std::string(configMaps) + "?resourceVersionMatch=Exact").status, 422);
    const Answer past = api.get(std::string(configMaps));
    make(api, "b");
    const std::string revision = past.text({"metadata", "resourceVersion"});
    const Answer exact = api.get(std::string(configMaps) + "?resourceVersion=" + revision + "&resourceVersionMatch=Exact");
    QCOMPARE(namesOf(exact), (std::vector<std::string>{"a"}));
    QVERIFY(api.store().compact(api.store().revision()).ok());
    const Answer expired = api.get(std::string(configMaps) + "?resourceVersion=" + revision + "&resourceVersionMatch=Exact");
    QCOMPARE(expired.status, 410);
    QCOMPARE(expired.message(), std::string("The resourceVersion for the provided list is too old."));
}

void ListTest::answersTables()
{
    ApiFixture api;
    make(api, "c1");
    const Answer table = api.call("GET", configMaps, {}, {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
    QCOMPARE(table.text({"kind"}), std::string("Table"));
    QCOMPARE(table.json.at("columnDefinitions").as_array().size(), size_t(3));
    QCOMPARE(data::toJson(table.json.at("rows").at(0).at("cells").at(1)), std::string("0"));
    QCOMPARE(data::stringAt(table.json.at("rows").at(0), {"object", "kind"}), std::string_view("PartialObjectMetadata"));
}

void ListTest::answersMetadataOnly()
{
    ApiFixture api;
    make(api, "c1");
    const Answer list = api.call("GET", configMaps, {}, {{"Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"}});
    QCOMPARE(list.text({"kind"}), std::string("PartialObjectMetadataList"));
    QCOMPARE(data::stringAt(list.json.at("items").at(0), {"metadata", "name"}), std::string_view("c1"));
    QCOMPARE(api.call("GET", configMaps, {}, {{"Accept", "text/html"}}).status, 406);
}

void ListTest::showsEventsInBothVersions()
{
    ApiFixture api;
    api.post("/api/v1/namespaces/default/events",
             R"({"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},"reason":"r","message":"m"})");
    const std::string grouped = "/apis/events.k8s.io/v1/namespaces/default/events";
    const Answer event = api.get(grouped + "/e");
    QCOMPARE(event.text({"apiVersion"}), std::string("events.k8s.io/v1"));
    QCOMPARE(event.text({"note"}), std::string("m"));
    QCOMPARE(namesOf(api.get(grouped + "?fieldSelector=regarding.name%3Dp")), (std::vector<std::string>{"e"}));
    QCOMPARE(namesOf(api.get(grouped + "?fieldSelector=regarding.name%3Dq")), std::vector<std::string>());
}

void ListTest::packsLargeAnswers()
{
    ApiFixture api;
    const std::string large(200'000, 'x');
    api.post(configMaps, R"({"metadata":{"name":"big"},"data":{"a":")" + large + "\"}}");
    const Answer packed = api.call("GET", configMaps, {}, {{"Accept-Encoding", "gzip"}});
    QCOMPARE(std::string(packed.headers.get("Content-Encoding")), std::string("gzip"));
    QVERIFY(packed.body.size() < 10'000);
}

SKIFF_REGISTER_TEST(ListTest);

#include "list_test.moc"
