#include "app/model/edit/field_path.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QTest>

using namespace skiff;
using model::edit::FieldPath;
using model::edit::PathStep;
using test::yaml;

class FieldPathTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatServersWrite_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        const auto row = [](const char* text, const char* written = nullptr) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(written ? written : text);
        };
        row("");
        row(".spec.replicas");
        row("spec.replicas", ".spec.replicas");
        row(".spec.template.spec.containers[name=\"web\"].image");
        row(".spec.ports[port=80,protocol=\"TCP\"]");
        row(".spec.ports[protocol=\"TCP\",port=80]", ".spec.ports[port=80,protocol=\"TCP\"]");
        row(".metadata.finalizers[=\"a.b/c]d\"]");
        row(".list[0][12].x");
        row(".a[name=\"x,y]=\\\"z\"].b");
        row(".a[=true]");
        row(".a[=1.5e-07]");
        row(".a[=55065555555555500000000000000003945744537863265393]", ".a[=5.50655555555555e+49]");
    }
    void readsWhatServersWrite()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto path = FieldPath::parse(text.toStdString());
        QVERIFY2(path.ok(), path.ok() ? "" : path.error().message.c_str());
        QCOMPARE(QString::fromStdString(path->toString()), written);
        QVERIFY(FieldPath::parse(path->toString()).value() == *path);
    }

    void refusesWhatIsNoPath()
    {
        for (const char* text : {".a[", ".a[]", ".a[0", ".a[name=]", ".a[name]", ".a[name=\"x]", ".a[port=80,=1]",
                                 ".a[=\"]", ".a[0]x", ".a[-1]", ".a[99999999999999999999999]", ".a[=1e999]"}) {
            const auto path = FieldPath::parse(text);
            QVERIFY2(!path.ok() && path.error().code == ErrorCode::InvalidArgument, text);
        }
    }

    void dotsInNamesAreFoundInTheObject()
    {
        const auto object = yaml("metadata: {labels: {app: x, app.kubernetes.io/name: web, app.kubernetes.io: z}}");
        const std::string text = ".metadata.labels.app.kubernetes.io/name";
        QCOMPARE(FieldPath::parse(text)->steps().size(), size_t(5));
        const FieldPath path = FieldPath::parse(text, &object).value();
        QCOMPARE(path.steps().size(), size_t(3));
        QCOMPARE(data::toJson(*path.find(object)), std::string("\"web\""));
        QCOMPARE(data::toJson(*FieldPath::parse("metadata.labels.app", &object)->find(object)), std::string("\"x\""));
        QCOMPARE(data::toJson(*FieldPath::parse(".metadata.labels.app.kubernetes.io", &object)->find(object)),
                 std::string("\"z\""));
    }

    void findsSetsAndRemoves()
    {
        auto object = yaml("spec: {containers: [{name: a, image: x}, {name: b}], finalizers: [f, g]}");
        const FieldPath image = FieldPath::parse(".spec.containers[name=\"b\"].image").value();
        QVERIFY(!image.find(object));
        QVERIFY(image.set(object, "y"));
        QCOMPARE(data::toJson(object.at("spec").at("containers").at(1)), std::string(R"({"name":"b","image":"y"})"));
        QVERIFY(FieldPath::parse(".spec.containers[name=\"c\"].image")->set(object, "z"));
        QCOMPARE(object.at("spec").at("containers").as_array().size(), size_t(3));
        FieldPath::parse(".spec.containers[name=\"a\"]")->remove(object);
        FieldPath::parse(".spec.finalizers[=\"f\"]")->remove(object);
        FieldPath::parse(".spec.nothing.at.all")->remove(object);
        QCOMPARE(
            data::toJson(object),
            std::string(
                R"({"spec":{"containers":[{"name":"b","image":"y"},{"name":"c","image":"z"}],"finalizers":["g"]}})"));
        QVERIFY(!FieldPath::parse(".spec.containers[5]")->set(object, 1)); // nothing is made up in between
        QVERIFY(!FieldPath::parse(".spec.finalizers.x")->set(object, 1));
        QVERIFY(FieldPath::parse(".new.list[0].a")->set(object, 1));
        QCOMPARE(data::toJson(object.at("new")), std::string(R"({"list":[{"a":1}]})"));
    }

    void keysInAnyOrderAreTheSame()
    {
        const auto a = PathStep::withKeys({{"port", 80}, {"protocol", "TCP"}});
        const auto b = PathStep::withKeys({{"protocol", "TCP"}, {"port", 80}});
        QVERIFY(a == b);
        QVERIFY(FieldPath({a, PathStep::field("x")}).startsWith(FieldPath({b})));
        QVERIFY(!FieldPath({a}).startsWith(FieldPath({b, PathStep::field("x")})));
    }

    void aHostileTextIsOnlyRefused()
    {
        QVERIFY(!FieldPath::parse(std::string(1'000'000, '[')).ok());
        QVERIFY(!FieldPath::parse("[=" + std::string(100'000, '[') + "]").ok());
        std::string many;
        for (int i = 0; i < 20'000; ++i)
            many += "[0].a";
        const auto path = FieldPath::parse(many);
        QVERIFY(path.ok());
        QVERIFY(!path->find(yaml("a: 1")));
    }
};

SKIFF_REGISTER_TEST(FieldPathTest);
#include "field_path_test.moc"
