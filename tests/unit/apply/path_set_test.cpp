#include "cluster/data/apply/fields_v1.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::data;

namespace {

std::shared_ptr<const Document> parsed(const std::string& json)
{
    auto document = Document::parse(json);
    return document.ok() ? std::move(document).value() : nullptr;
}

PathSet setOf(const std::string& json, PathPool& pool)
{
    const auto document = parsed(json);
    auto set = document ? readFieldsV1(document->root(), pool) : Result<PathSet>(PathSet());
    return set.ok() ? std::move(set).value() : PathSet();
}

} // namespace

class PathSetTest : public QObject
{
    Q_OBJECT

private slots:
    void fieldsV1_data();
    void fieldsV1();
    void malformedFieldsAreRefused_data();
    void malformedFieldsAreRefused();
    void algebra_data();
    void algebra();
    void pathsReadAsKubernetesPrintsThem();
    void jsonIsSearchedWithoutATrie();
};

void PathSetTest::fieldsV1_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("canonical");
    const auto same = [](const char* text) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(text);
    };
    same("{}");
    same(R"({"f:data":{".":{},"f:a":{}}})");
    same(R"({"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{}}}}})");
    same(R"({"f:metadata":{"f:finalizers":{".":{},"v:\"ex.io/f\"":{}}}})");
    same(R"({"f:l":{"i:2":{},"i:10":{}}})");
    same(R"({"f:p":{"k:{\"port\":9}":{},"k:{\"port\":80}":{}}})");
    QTest::newRow("order") << QByteArray(R"({"f:b":{},"f:a":{}})") << QByteArray(R"({"f:a":{},"f:b":{}})");
    QTest::newRow("keys are sorted") << QByteArray(R"({"f:p":{"k:{\"protocol\":\"TCP\", \"port\":80}":{}}})")
                                     << QByteArray(R"({"f:p":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}})");
    QTest::newRow("only self") << QByteArray(R"({"f:a":{".":{}}})") << QByteArray(R"({"f:a":{}})");
    QTest::newRow("unknown steps") << QByteArray(R"({"f:a":{"z:1":{}},"z:x":{"f:b":{}}})")
                                   << QByteArray(R"({"f:a":{}})");
    QTest::newRow("null") << QByteArray(R"({"f:a":null})") << QByteArray(R"({"f:a":{}})");
    QTest::newRow("twice") << QByteArray(R"({"f:a":{"f:c":{}},"f:a":{"f:b":{}}})")
                           << QByteArray(R"({"f:a":{"f:b":{},"f:c":{}}})");
}

void PathSetTest::fieldsV1()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, canonical);
    PathPool pool;
    QCOMPARE(QByteArray::fromStdString(toFieldsV1(setOf(given.toStdString(), pool))), canonical);
}

void PathSetTest::malformedFieldsAreRefused_data()
{
    QTest::addColumn<QByteArray>("given");
    for (const char* text : {R"([])", R"("x")", R"({"a":{}})", R"({"f":{}})", R"({"f:a":1})", R"({"k:x":{}})",
                             R"({"k:[]":{}})", R"({"v:":{}})", R"({"i:x":{}})", R"({"i:-1":{}})", R"({"":{}})"})
        QTest::newRow(text) << QByteArray(text);
}

void PathSetTest::malformedFieldsAreRefused()
{
    QFETCH(QByteArray, given);
    PathPool pool;
    const auto document = parsed(given.toStdString());
    QVERIFY(document);
    QVERIFY(!readFieldsV1(document->root(), pool).ok());
}

void PathSetTest::algebra_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QByteArray>("united");
    QTest::addColumn<QByteArray>("common");
    QTest::addColumn<QByteArray>("without");
    QTest::addColumn<QByteArray>("withoutTrees");
    QTest::newRow("apart") << QByteArray(R"({"f:a":{}})") << QByteArray(R"({"f:b":{}})")
                           << QByteArray(R"({"f:a":{},"f:b":{}})") << QByteArray("{}") << QByteArray(R"({"f:a":{}})")
                           << QByteArray(R"({"f:a":{}})");
    QTest::newRow("parent and child") << QByteArray(R"({"f:a":{"f:x":{}}})") << QByteArray(R"({"f:a":{}})")
                                      << QByteArray(R"({"f:a":{".":{},"f:x":{}}})") << QByteArray("{}")
                                      << QByteArray(R"({"f:a":{"f:x":{}}})") << QByteArray("{}");
    QTest::newRow("overlap") << QByteArray(R"({"f:a":{".":{},"f:x":{},"f:y":{}}})")
                             << QByteArray(R"({"f:a":{"f:y":{},"f:z":{}}})")
                             << QByteArray(R"({"f:a":{".":{},"f:x":{},"f:y":{},"f:z":{}}})")
                             << QByteArray(R"({"f:a":{"f:y":{}}})") << QByteArray(R"({"f:a":{".":{},"f:x":{}}})")
                             << QByteArray(R"({"f:a":{".":{},"f:x":{}}})");
}

void PathSetTest::algebra()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QFETCH(QByteArray, united);
    QFETCH(QByteArray, common);
    QFETCH(QByteArray, without);
    QFETCH(QByteArray, withoutTrees);
    PathPool pool;
    const PathSet left = setOf(a.toStdString(), pool);
    const PathSet right = setOf(b.toStdString(), pool);
    const auto text = [](const PathSet& set) {
        return QByteArray::fromStdString(toFieldsV1(set));
    };
    QCOMPARE(text(PathSet::unite(left, right)), united);
    QCOMPARE(text(PathSet::intersect(left, right)), common);
    QCOMPARE(text(PathSet::subtract(left, right)), without);
    QCOMPARE(text(PathSet::subtractTrees(left, right)), withoutTrees);
    QVERIFY(PathSet::unite(left, right).containsAll(left));
    QCOMPARE(left.containsAll(right), PathSet::subtract(right, left).empty());
}

void PathSetTest::pathsReadAsKubernetesPrintsThem()
{
    PathPool pool;
    const PathSet set = setOf(
        R"({"f:spec":{".":{},"f:containers":{"k:{\"name\":\"c\"}":{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{}}}},)"
        R"("f:fin":{"v:\"x\"":{}},"f:l":{"i:0":{}}}})",
        pool);
    QStringList paths;
    set.forEach([&](const Path& path) { paths << QString::fromStdString(toText(path)); });
    QCOMPARE(paths, QStringList({QStringLiteral(".spec"),
                                 QStringLiteral(R"(.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"])"),
                                 QStringLiteral(R"(.spec.fin[="x"])"), QStringLiteral(".spec.l[0]")}));
}

void PathSetTest::jsonIsSearchedWithoutATrie()
{
    PathPool pool;
    const JsonSpan json(R"({"f:data":{".":{},"f:a":{}},"f:x":{"k:{\"name\":\"c\"}":{"f:y":{}}}})");
    QVERIFY(fieldsV1Covers(json, setOf(R"({"f:data":{".":{},"f:a":{}}})", pool)));
    QVERIFY(fieldsV1Covers(json, setOf(R"({"f:x":{"k:{\"name\":\"c\"}":{"f:y":{}}}})", pool)));
    QVERIFY(!fieldsV1Covers(json, setOf(R"({"f:x":{"k:{\"name\":\"c\"}":{".":{},"f:y":{}}}})", pool)));
    QVERIFY(!fieldsV1Meets(json, setOf(R"({"f:x":{},"f:data":{"f:b":{}}})", pool)));
    QVERIFY(fieldsV1Meets(json, setOf(R"({"f:data":{"f:a":{},"f:b":{}}})", pool)));
}

SKIFF_REGISTER_TEST(PathSetTest);

#include "path_set_test.moc"
