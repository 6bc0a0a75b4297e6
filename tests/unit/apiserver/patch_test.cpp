#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

class PatchTest : public QObject
{
    Q_OBJECT

private slots:
    void mergesByEachFormat();
    void refusesWhatDoesNotFit();
    void readsOnlyWhatItTouches();
    void refusesAStaleRevisionInside();
    void loosesNoneOfManyConcurrentPatches();
};

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";
const std::string c1 = std::string(configMaps) + "/c1";

} // namespace

void PatchTest::mergesByEachFormat()
{
    ApiFixture api;
    api.post(configMaps, R"({"metadata":{"name":"c1"},"data":{"a":"1"}})");
    api.patch(c1, "application/merge-patch+json", R"({"data":{"b":"2"}})");
    api.patch(c1, "application/json-patch+json", R"([{"op":"add","path":"/data/c","value":"3"}])");
    api.patch(c1, "application/strategic-merge-patch+json", R"({"data":{"a":null,"d":"4"}})");
    QCOMPARE(data::toJson(*data::find(api.get(c1).json, {"data"})), std::string(R"({"b":"2","c":"3","d":"4"})"));
}

void PatchTest::refusesWhatDoesNotFit()
{
    ApiFixture api;
    api.post(configMaps, R"({"metadata":{"name":"c1"},"data":{"a":"1"}})");
    const Answer failed = api.patch(c1, "application/json-patch+json", R"([{"op":"test","path":"/data/a","value":"x"}])");
    QCOMPARE(failed.status, 422);
    QCOMPARE(failed.message(), std::string("the server rejected our request due to an error in our request"));
    QCOMPARE(api.patch(c1, "application/x-patch", "{}").status, 415);
    QCOMPARE(api.patch(std::string(configMaps) + "/zz", "application/merge-patch+json", "{}").status, 404);
}

void PatchTest::readsOnlyWhatItTouches()
{
    ApiFixture api;
    constexpr auto deployments = "/apis/apps/v1/namespaces/default/deployments";
    const std::string web = std::string(deployments) + "/web";
    api.post(deployments, R"({"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":)"
                          R"({"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})");
    const data::Value before = api.get(web).json;
    const auto keys = [](const data::Value& object) {
        std::string all;
        for (const auto& member : object.as_object())
            all += std::string(member.key()) + ' ';
        return all;
    };
    for (const char* format : {"application/merge-patch+json", "application/strategic-merge-patch+json"}) {
        // What is not touched stays as it is, in its order; what is touched is read: canonical, unknown fields dropped.
        QCOMPARE(api.patch(web, format, R"({"metadata":{"annotations":{"x":"y"},"nosuch":1}})").status, 200);
        QCOMPARE(api.patch(web + "/status", format, R"({"status":{"replicas":1,"nosuch":1,"readyReplicas":0}})").status, 200);
        const data::Value after = api.get(web).json;
        QVERIFY(data::equal(after.at("spec"), before.at("spec")));
        QCOMPARE(keys(after), keys(before));
        QVERIFY(!data::find(after, {"metadata", "nosuch"}) && !data::find(after, {"status", "nosuch"}));
        QCOMPARE(data::intAt(after, {"status", "replicas"}), int64_t(1));
        QCOMPARE(api.patch(web + "?fieldValidation=Strict", format, R"({"spec":{"nosuch":1}})").status, 400);
        QCOMPARE(api.patch(web + "?fieldValidation=Strict", format, R"({"nosuch":{"a":1}})").status, 400);
        QCOMPARE(api.patch(web, format, R"({"kind":"Pod"})").status, 400);
        QCOMPARE(api.patch(web, format, R"({"spec":{"replicas":"x"}})").status, 400);
    }
    // What a patch takes away comes back with its defaults, or is missed.
    api.patch(web, "application/merge-patch+json", R"({"spec":{"replicas":null}})");
    QCOMPARE(data::intAt(api.get(web).json, {"spec", "replicas"}), int64_t(1));
    QCOMPARE(api.patch(web, "application/merge-patch+json", R"({"spec":null})").status, 422);
    QCOMPARE(api.patch(web, "application/strategic-merge-patch+json", R"({"$patch":"replace","metadata":{"name":"web"}})").status, 422);
}

void PatchTest::refusesAStaleRevisionInside()
{
    ApiFixture api;
    api.post(configMaps, R"({"metadata":{"name":"c1"}})");
    QCOMPARE(api.patch(c1, "application/merge-patch+json", R"({"metadata":{"resourceVersion":"1"}})").status, 409);
}

void PatchTest::loosesNoneOfManyConcurrentPatches()
{
    ApiFixture api;
    api.post(configMaps, R"({"metadata":{"name":"c1"}})");
    std::vector<std::shared_ptr<FakeExchange>> patches;
    for (int i = 0; i < 4; ++i)
        patches.push_back(api.begin("PATCH", c1, R"({"data":{"k)" + std::to_string(i) + R"(":"v"}})",
                                    {{"Content-Type", "application/merge-patch+json"}}));
    for (const auto& patch : patches)
        QCOMPARE(patch->wait().status, 200);
    QCOMPARE(data::find(api.get(c1).json, {"data"})->as_object().size(), size_t(4));
}

SKIFF_REGISTER_TEST(PatchTest);

#include "patch_test.moc"
