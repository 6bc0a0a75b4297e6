#include "cluster/apiserver/watchcache/stored_object.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::apiserver;

class StoredObjectTest : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatWasEncoded();
    void indexesLabelsAndFields();
    void putsThePartsTogether();
    void leavesOwnersOut();
    void refusesForeignBytes();
    void keepsViewsWithinABound();
};

namespace {

const api::Resource& pods()
{
    return *api::findResource("", "v1", "pods");
}

ObjectPtr stored(std::string_view json, uint64_t revision = 7)
{
    const auto value = data::parseJson(json);
    return StoredObject::make(pods(), {"/registry/pods/ns/p", StoredObject::encode(value.value()), store::Revision{revision}}).value();
}

constexpr std::string_view pod = R"({"spec":{"nodeName":"n\"1","hostNetwork":true},"kind":"Pod","apiVersion":"v1",)"
                                 R"("metadata":{"labels":{"a":"b"},"uid":"u","namespace":"ns","name":"p","resourceVersion":"3"}})";

struct View final : KeptView
{
    static constexpr ViewPlace place = ViewPlace::Message;
    explicit View(int given) : number(given) {}
    const int number;
};

} // namespace

void StoredObjectTest::givesBackWhatWasEncoded()
{
    auto expected = data::parseJson(pod).value();
    data::ensureObject(expected, {"metadata"})["resourceVersion"] = "7";
    QVERIFY(data::equal(stored(pod)->toValue("Pod", "v1"), expected));
}

void StoredObjectTest::indexesLabelsAndFields()
{
    const ObjectPtr object = stored(pod);
    QCOMPARE(object->name(), std::string_view("p"));
    QCOMPARE(object->namespaceName(), std::string_view("ns"));
    QCOMPARE(object->uid(), std::string_view("u"));
    QCOMPARE(object->labels().size(), size_t(1));
    for (size_t i = 0; i < pods().fieldLabels.size(); ++i) {
        if (pods().fieldLabels[i].label == "spec.nodeName")
            QCOMPARE(object->field(i), std::string_view("n\"1"));
        if (pods().fieldLabels[i].label == "spec.hostNetwork")
            QCOMPARE(object->field(i), std::string_view("true"));
    }
    QCOMPARE(object->at(store::Revision{9})->labels().front().second, std::string_view("b"));
}

void StoredObjectTest::putsThePartsTogether()
{
    const ObjectPtr object = stored(pod);
    const ObjectHead head = ObjectHead::of("Pod", "v1");
    std::string whole;
    object->appendJson(whole, &head);
    net::Buffers parts;
    object->appendParts(parts, &head);
    std::string joined;
    for (const net::SharedBytes& part : parts)
        joined += part.view;
    QCOMPARE(joined, whole);
    std::string metadata;
    object->appendMetadata(metadata);
    QCOMPARE(metadata, std::string(R"({"name":"p","namespace":"ns","uid":"u","resourceVersion":"7","labels":{"a":"b"}})"));
}

void StoredObjectTest::leavesOwnersOut()
{
    for (const char* text :
         {R"({"metadata":{"name":"p","managedFields":[{"manager":"m"}],"labels":{"a":"b"}},"spec":{"x":1}})",
          R"({"metadata":{"name":"p","managedFields":[{"manager":"m"}]}})", R"({"metadata":{"name":"p"}})"}) {
        const ObjectPtr object = stored(text);
        std::string whole;
        object->appendJson(whole, nullptr, Owners::LeftOut);
        const auto read = data::parseJson(whole);
        QVERIFY2(read.ok(), whole.c_str());
        data::Value wanted = *data::parseJson(text);
        data::removeAt(wanted, {"metadata", "managedFields"});
        data::ensureObject(wanted, {"metadata"})["resourceVersion"] = "7";
        QVERIFY2(data::equal(*read, wanted), whole.c_str());
        std::string metadata;
        object->appendMetadata(metadata, Owners::LeftOut);
        QVERIFY(data::equal(*data::parseJson(metadata), *data::find(wanted, {"metadata"})));
    }
}

void StoredObjectTest::refusesForeignBytes()
{
    const auto make = [](std::string bytes) {
        return StoredObject::make(pods(), {"k", std::make_shared<const std::string>(std::move(bytes)), store::Revision{1}});
    };
    QCOMPARE(make("garbage").error().code, ErrorCode::DataLoss);
    QCOMPARE(make(R"(9{"metadata":{"name":"p"}})").error().code, ErrorCode::Unsupported);
}

void StoredObjectTest::keepsViewsWithinABound()
{
    const ObjectPtr object = stored(pod);
    QVERIFY(!object->keptView<View>());
    QCOMPARE(object->keepView<View>(std::make_unique<const View>(1)).number, 1);
    QCOMPARE(object->keepView<View>(std::make_unique<const View>(2)).number, 1); // the first one stays
    QCOMPARE(object->keptView<View>()->number, 1);
    QVERIFY(!object->at(store::Revision{9})->keptView<View>());

    KeptBytes room(10);
    QVERIFY(room.take(6));
    QVERIFY(!room.take(5));
    QVERIFY(room.take(4));
    QVERIFY(!room.take(1));
    room.giveBack(6);
    QCOMPARE(room.now(), size_t(4));
    QVERIFY(room.take(6));
    QVERIFY(!KeptBytes(0).take(1));
}

SKIFF_REGISTER_TEST(StoredObjectTest);

#include "stored_object_test.moc"
