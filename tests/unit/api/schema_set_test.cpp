#include "cluster/api/compiler/schema_set.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::api;

class SchemaSetTest : public QObject
{
    Q_OBJECT

private slots:
    void linksTypesThatNameEachOther();
    void refusesMistakes_data();
    void refusesMistakes();
};

void SchemaSetTest::linksTypesThatNameEachOther()
{
    const data::Value document = data::parseJson(R"({"group": "g", "version": "v1", "package": "g.v1",
        "resources": [{"kind": "Tree", "plural": "trees", "singular": "tree", "namespaced": true,
        "verbs": ["get", "list"]}],
        "types": {"Tree": {"fields": {"children": {"type": "[]Tree"}, "sizes": {"type": "{}[]int32"}}}}})")
                                     .value();
    SchemaSet schemas;
    QVERIFY(schemas.add(document).ok());
    QVERIFY(schemas.link().ok());
    const data::ObjectType* tree = schemas.findType("g.v1.Tree");
    QCOMPARE(tree->find("children")->type.element->object, tree);
    QCOMPARE(tree->find("sizes")->type.element->element->kind, data::TypeKind::Int32);
    QCOMPARE(schemas.resources()[0].type, tree);
    QCOMPARE(int(schemas.resources()[0].verbs), int(VerbGet | VerbList));
}

void SchemaSetTest::refusesMistakes_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* field, const char* message) {
        QTest::newRow(field) << QByteArray(field) << QByteArray(message);
    };
    row(R"({"type": "Twig"})", "unknown type \"Twig\"");
    row(R"({"type": "string", "requried": true})", "unknown key \"requried\"");
    row(R"({"type": "[]string", "listType": "map"})", "list type \"map\" and keys go together");
    row(R"({"type": "[]string", "patch": "mrege"})", "unknown patch strategy \"mrege\"");
}

void SchemaSetTest::refusesMistakes()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, message);
    const auto document =
        data::parseJson(R"({"package": "g.v1", "types": {"Tree": {"fields": {"x": )" + field.toStdString() + "}}}}")
            .value();
    SchemaSet schemas;
    QVERIFY(schemas.add(document).ok());
    const auto status = schemas.link();
    QVERIFY(!status.ok());
    QCOMPARE(QByteArray::fromStdString(status.error().message), "g.v1.Tree: field x: " + message);
}

SKIFF_REGISTER_TEST(SchemaSetTest);

#include "schema_set_test.moc"
