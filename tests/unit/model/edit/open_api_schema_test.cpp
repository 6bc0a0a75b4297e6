#include "app/model/edit/open_api_schema.h"

#include "app/model/edit/schema_set.h"
#include "tests/support/register_test.h"

#include <fmt/format.h>

#include <QFile>
#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;
using data::TypeKind;

namespace {

const TypeName Widget{"example.com/v1", "Widget"};

data::Value customDocument()
{
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/openapi/apis_example.com_v1.json"));
    return file.open(QIODevice::ReadOnly) ? data::parseJson(file.readAll().toStdString()).value() : data::Value();
}

const char* const gvk = R"("x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"T"}])";
const char* const ring = R"({"self":{"$ref":"#/components/schemas/T"},"a":{"$ref":"#/components/schemas/A"},
    "gone":{"$ref":"#/components/schemas/Gone"},"odd":{"$ref":"elsewhere"},"l":{"$ref":"#/components/schemas/L"}})";
const char* const ringSchemas = R"(,"A":{"allOf":[{"$ref":"#/components/schemas/B"}]},
    "B":{"allOf":[{"$ref":"#/components/schemas/A"}]},
    "L":{"type":"array","items":{"type":"object","properties":{"x":{"$ref":"#/components/schemas/L"},"y":{"$ref":"#/components/schemas/L"}}}})";
const char* const odd = R"({"a":1,"b":{"type":3,"enum":3,"required":3},"c":{"type":"array"},
    "d":{"type":"array","items":[]},"e":{"allOf":[]},"f":{"additionalProperties":true},"g":{"minimum":"x","pattern":1}})";
const char* const oddSchemas = R"(,"X":7,"Y":{"properties":[]},"Z":{"x-kubernetes-group-version-kind":[{}]})";

/// A document whose only kind is T with `properties`, and other `schemas`.
data::Value document(const std::string& properties, const std::string& schemas = {})
{
    return data::parseJson(
               fmt::format(R"({{"components":{{"schemas":{{"T":{{"type":"object","properties":{},{}}}{}}}}}}})",
                           properties, gvk, schemas))
        .value();
}

/// "N<number>", which has the next one as its only member.
std::string link(int number)
{
    return fmt::format(R"(,"N{}":{{"type":"object","properties":{{"n":{{"$ref":"#/components/schemas/N{}"}}}}}})",
                       number, number + 1);
}

} // namespace

class OpenApiSchemaTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsACustomResource()
    {
        OpenApiSchema schema;
        QVERIFY(schema.add(customDocument()).ok());
        QVERIFY(schema.kinds() == std::vector{Widget});
        const data::ObjectType* type = schema.find(Widget);
        QVERIFY(type && type->find("spec")->required);
        const data::ObjectType& spec = *type->find("spec")->type.object;
        QCOMPARE(spec.find("size")->type.kind, TypeKind::Int32);
        QCOMPARE(*schema.limits(*spec.find("size")).minimum, 1.0);
        QCOMPARE(schema.limits(*spec.find("image")).pattern, std::string("^[a-z]+(:[a-z0-9]+)?$"));
        QVERIFY(schema.limits(*spec.find("mode")).none());
        QCOMPARE(std::string(spec.find("mode")->defaultJson), std::string("\"Fast\""));
        QCOMPARE(spec.find("mode")->enumValues.size(), size_t(2));
        QCOMPARE(spec.find("days")->enumValues.size(), size_t(2)); // of its elements
        QCOMPARE(spec.find("weight")->type.kind, TypeKind::IntOrString);
        QCOMPARE(spec.find("share")->type.kind, TypeKind::Double);
        QVERIFY(spec.find("note")->nullable);
        QCOMPARE(spec.find("options")->type.element->kind, TypeKind::Boolean);
        QCOMPARE(spec.find("raw")->type.kind, TypeKind::Raw);
        QCOMPARE(spec.find("tags")->listType, data::ListType::Set);
        const data::Field& parts = *spec.find("parts");
        QCOMPARE(parts.listType, data::ListType::Map);
        QCOMPARE(parts.listMapKeys.size(), size_t(2));
        QVERIFY(parts.type.element->object->find("name")->required);
        QVERIFY(parts.type.element->object->find("limits")->atomicMap);
    }

    void readsSharedTypes()
    {
        OpenApiSchema schema;
        QVERIFY(schema.add(customDocument()).ok());
        const data::ObjectType& metadata = *schema.find(Widget)->find("metadata")->type.object;
        QCOMPARE(metadata.find("creationTimestamp")->type.kind, TypeKind::Time);
        QVERIFY(metadata.find("creationTimestamp")->defaultJson.empty());
        const data::ObjectType& owner = *metadata.find("ownerReferences")->type.element->object;
        QVERIFY(owner.atomic);
        // What generated documents call a default is Go's zero.
        QVERIFY(owner.find("name")->required && owner.find("name")->defaultJson.empty());
    }

    void referencesInRingsEnd()
    {
        OpenApiSchema schema;
        QVERIFY(schema.add(document(ring, ringSchemas)).ok());
        const data::ObjectType* type = schema.find({"v1", "T"});
        QCOMPARE(type->find("self")->type.object, type);
        QCOMPARE(type->find("gone")->type.kind, TypeKind::Raw);
        QCOMPARE(type->find("odd")->type.kind, TypeKind::Raw);
        QCOMPARE(type->find("l")->type.kind, TypeKind::List);
    }

    void longChainsOfTypesDoNotUseUpTheStack()
    {
        std::string schemas;
        for (int i = 0; i < 20'000; ++i)
            schemas += link(i);
        OpenApiSchema schema;
        QVERIFY(schema.add(document(R"({"n":{"$ref":"#/components/schemas/N0"}})", schemas)).ok());
        QVERIFY(schema.find({"v1", "T"})->find("n")->type.object->find("n"));
    }

    void deepNestingBecomesAnyValue()
    {
        std::string nested = R"({"type":"string"})";
        for (int i = 0; i < 150; ++i)
            nested = R"({"type":"object","properties":{"n":)" + nested + "}}";
        OpenApiSchema schema;
        QVERIFY(schema.add(document("{\"n\":" + nested + "}")).ok());
        const data::ObjectType* type = schema.find({"v1", "T"});
        int depth = 0;
        for (; type; ++depth)
            type = type->find("n")->type.object;
        QVERIFY(depth > 20 && depth < 100);
    }

    void whatIsNoSchemaDoesNoHarm()
    {
        OpenApiSchema schema;
        QVERIFY(!schema.add(data::Value()).ok());
        QVERIFY(!schema.add(data::parseJson(R"({"components":{"schemas":3}})").value()).ok());
        QVERIFY(schema.add(document(odd, oddSchemas)).ok());
        QCOMPARE(schema.find({"v1", "T"})->find("c")->type.kind, TypeKind::List);
        QVERIFY(!schema.find({"v1", "T"})->find("a"));
    }

    void aSetLooksIntoTheRightOne()
    {
        const auto custom = std::make_shared<OpenApiSchema>();
        QVERIFY(custom->add(customDocument()).ok());
        const SchemaSet set({{Widget.apiVersion, custom}}, {{"shop.io/v1", "Basket"}}, builtinSchema());
        QCOMPARE(set.find(Widget), custom->find(Widget));
        QVERIFY(set.find({"v1", "Pod"}));
        QVERIFY(!set.find({Widget.apiVersion, "Pod"}));
        QVERIFY(!set.find({"shop.io/v1", "Basket"}));
        QVERIFY(set.kinds() == (std::vector{Widget, TypeName{"shop.io/v1", "Basket"}}));
        QCOMPARE(*set.limits(*set.find(Widget)->find("spec")->type.object->find("size")).maximum, 9.0);
    }
};

SKIFF_REGISTER_TEST(OpenApiSchemaTest);
#include "open_api_schema_test.moc"
