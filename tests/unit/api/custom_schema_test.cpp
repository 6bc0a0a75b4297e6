#include "cluster/api/custom/check.h"
#include "cluster/api/custom/custom_kind.h"
#include "cluster/api/custom/shape.h"
#include "cluster/api/custom/structure.h"
#include "cluster/data/apply/check.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::api::custom;

/// Schemas of custom kinds, without a server.
class CustomSchemaTest : public QObject
{
    Q_OBJECT

private slots:
    void prunesAtEveryDepth();
    void keepsWhatIsToBeKept();
    void fillsInDefaults();
    void checksValues_data();
    void checksValues();
    void judgesOnlyWhatChanged();
    void knowsFormats_data();
    void knowsFormats();
    void saysWhatIsNotStructural_data();
    void saysWhatIsNotStructural();
    void followsPaths_data();
    void followsPaths();
    void refusesBadPaths();
    void makesTypeTables();
    void ordersVersions();
    void survivesNonsense();
};

namespace {

data::Value json(const std::string& text)
{
    auto value = data::parseJson(text);
    return value.ok() ? std::move(value).value() : data::Value("bad JSON in a test");
}

Schema schemaOf(const std::string& text)
{
    return Schema::read(json(text));
}

std::string joined(const Problems& problems)
{
    std::string text;
    for (const Problem& each : problems)
        text += each.field + ": " + each.message + "\n";
    return text;
}

} // namespace

void CustomSchemaTest::prunesAtEveryDepth()
{
    const Schema schema = schemaOf(
        R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}}}},
        "m":{"type":"object","additionalProperties":{"type":"object","properties":{"x":{"type":"string"}}}}}})");
    data::Value value = json(R"({"kind":"K","z":1,"a":[{"b":"1","c":2},{"d":3}],"m":{"k":{"x":"1","y":2}},"y":2})");
    std::vector<std::string> dropped;
    QVERIFY(prune(value, schema, true, &dropped));
    QCOMPARE(data::toJson(value), std::string(R"({"kind":"K","a":[{"b":"1"},{}],"m":{"k":{"x":"1"}}})"));
    QCOMPARE(dropped, (std::vector<std::string>{"a[0].c", "a[1].d", "m.k.y", "y", "z"}));
    QVERIFY(!prune(value, schema, true));
}

void CustomSchemaTest::keepsWhatIsToBeKept()
{
    const Schema schema = schemaOf(R"({"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{
        "in":{"type":"object","properties":{"a":{"type":"string"}}},
        "emb":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}})");
    data::Value value = json(
        R"({"free":{"x":1},"in":{"a":"1","b":2},"emb":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"n"},"spec":{"q":1},"rest":1}})");
    prune(value, schema, false);
    QCOMPARE(
        data::toJson(value),
        std::string(
            R"({"free":{"x":1},"in":{"a":"1"},"emb":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"n"},"spec":{"q":1}}})"));
}

void CustomSchemaTest::fillsInDefaults()
{
    const Schema schema = schemaOf(
        R"({"type":"object","properties":{"a":{"type":"integer","default":1},"o":{"type":"object","default":{},"properties":{"x":{"type":"string","default":"y"}}},
        "l":{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer","default":0}}}},"null":{"type":"string","nullable":true,"default":"d"}}})");
    data::Value value = json(R"({"a":null,"l":[{},{"n":5}],"null":null})");
    QVERIFY(fillDefaults(value, schema));
    QVERIFY(data::equal(value, json(R"({"a":1,"l":[{"n":0},{"n":5}],"null":null,"o":{"x":"y"}})")));
    QVERIFY(!fillDefaults(value, schema));
}

void CustomSchemaTest::checksValues_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* schema, const char* value, const char* problem) {
        QTest::newRow(name) << QString(schema) << QString(value) << QString(problem);
    };
    row("type", R"({"type":"string"})", "1",
        "<nil>: Invalid value: \"integer\":  in body must be of type string: \"integer\"\n");
    row("null", R"({"type":"string"})", "null",
        "<nil>: Invalid value: \"null\":  in body must be of type string: \"null\"\n");
    row("nullable", R"({"type":"string","nullable":true})", "null", "");
    row("whole number", R"({"type":"integer"})", "5.0", "");
    row("fraction", R"({"type":"integer"})", "5.5",
        "<nil>: Invalid value: \"number\":  in body must be of type integer: \"number\"\n");
    row("exclusive", R"({"type":"integer","minimum":1,"exclusiveMinimum":true})", "1",
        "<nil>: Invalid value: 1:  in body should be greater than 1\n");
    row("multiple", R"({"type":"number","multipleOf":0.1})", "0.3", "");
    row("no multiple", R"({"type":"integer","multipleOf":5})", "7",
        "<nil>: Invalid value: 7:  in body should be a multiple of 5\n");
    row("characters, not bytes", R"({"type":"string","maxLength":2})", "\"\xc3\xa4\xc3\xa4\"", "");
    row("short", R"({"type":"string","minLength":3})", "\"ab\"",
        "<nil>: Invalid value: \"ab\":  in body should be at least 3 chars long\n");
    row("few", R"({"type":"object","properties":{"l":{"type":"array","minItems":1,"items":{"type":"string"}}}})",
        R"({"l":[]})", "l: Invalid value: \"\": l in body should have at least 1 items\n");
    row("many", R"({"type":"object","properties":{"l":{"type":"array","maxItems":1,"items":{"type":"string"}}}})",
        R"({"l":["a","b"]})", "l: Too many: 2: must have at most 1 items\n");
    row("entries", R"({"type":"object","maxProperties":1,"additionalProperties":{"type":"string"}})",
        R"({"a":"1","b":"2"})", "<nil>: Too many: 2: must have at most 1 items\n");
    row("any",
        R"({"type":"object","properties":{"v":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}})",
        R"({"v":"5"})", "");
    row("not", R"({"type":"object","properties":{"v":{"type":"string","not":{"enum":["x"]}}}})", R"({"v":"x"})",
        "v: Invalid value: \"\": \"v\" must not validate the schema (not)\n");
    row("all", R"({"type":"object","properties":{"v":{"type":"integer","allOf":[{"minimum":1},{"maximum":3}]}}})",
        R"({"v":4})",
        "v: Invalid value: \"\": \"v\" must validate all the schemas (allOf)\nv: Invalid value: 4: v in body should be "
        "less than or equal to 3\n");
    row("embedded",
        R"({"type":"object","properties":{"e":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}})",
        R"({"e":{"kind":"Pod"}})", "e.apiVersion: Required value: must not be empty\n");
}

void CustomSchemaTest::checksValues()
{
    QFETCH(QString, schema);
    QFETCH(QString, value);
    QFETCH(QString, problem);
    QCOMPARE(QString::fromStdString(joined(check(json(value.toStdString()), schemaOf(schema.toStdString())))), problem);
}

void CustomSchemaTest::judgesOnlyWhatChanged()
{
    const Schema schema = schemaOf(
        R"({"type":"object","properties":{"a":{"type":"string","enum":["x"]},"l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
        "items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer","maximum":1}}}}}})");
    const data::Value old = json(R"({"a":"old","l":[{"k":"1","v":9},{"k":"2","v":0}]})");
    QCOMPARE(joined(check(json(R"({"a":"old","l":[{"k":"2","v":1},{"k":"1","v":9}]})"), schema, &old)), std::string());
    QVERIFY(joined(check(json(R"({"a":"old","l":[{"k":"1","v":8}]})"), schema, &old))
                .starts_with("l[0].v: Invalid value: 8"));
    QVERIFY(!check(json(R"({"a":"new"})"), schema, &old).empty());
}

void CustomSchemaTest::knowsFormats_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("good");
    QTest::addColumn<QString>("bad");
    const auto row = [](const char* format, const char* good, const char* bad) {
        QTest::newRow(format) << QString(format) << QString(good) << QString(bad);
    };
    row("date-time", "2026-11-21T10:00:00Z", "yesterday");
    row("date", "2026-11-21", "2026-13-01");
    row("ipv4", "10.0.0.1", "::1");
    row("ipv6", "fd00::1", "10.0.0.1");
    row("cidr", "10.0.0.0/8", "10.0.0.0/33");
    row("uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae");
    row("email", "a@example.com", "a");
    row("hostname", "a.example.com", "-a");
    row("uri", "https://example.com/a", "a b");
    row("mac", "00:11:22:33:44:55", "00:11");
    row("byte", "aGFsbG8=", "%");
    row("duration", "1h30m", "soon");
}

void CustomSchemaTest::knowsFormats()
{
    QFETCH(QString, format);
    QFETCH(QString, good);
    QFETCH(QString, bad);
    QVERIFY(hasFormat(format.toStdString(), good.toStdString()));
    QVERIFY(!hasFormat(format.toStdString(), bad.toStdString()));
    QVERIFY(hasFormat("unheard-of", bad.toStdString()));
}

void CustomSchemaTest::saysWhatIsNotStructural_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* schema, const char* problem) {
        QTest::newRow(name) << QString(schema) << QString(problem);
    };
    row("fine", R"({"type":"object","properties":{"a":{"type":"string"}}})", "");
    row("root type", R"({"properties":{}})", "s.type: Required value: must not be empty at the root\n");
    row("root list", R"({"type":"array","items":{"type":"string"}})",
        "s.type: Invalid value: \"array\": must be object at the root\n");
    row("untyped items", R"({"type":"object","properties":{"a":{"type":"array","items":{}}}})",
        "s.properties[a].items.type: Required value: must not be empty for specified array items\n");
    row("both maps",
        R"({"type":"object","properties":{"a":{"type":"object","properties":{"x":{"type":"string"}},"additionalProperties":{"type":"string"}}}})",
        "s.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive\n");
    row("no map", R"({"type":"object","additionalProperties":false})",
        "s.additionalProperties: Forbidden: additionalProperties cannot be set to false\n");
    row("reference", R"({"type":"object","properties":{"a":{"type":"string","$ref":"#/x"}}})",
        "s.properties[a].$ref: Forbidden: $ref is not supported\n");
    row("keys",
        R"({"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","items":{"type":"object"}}}})",
        "s.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is "
        "map\n");
    row("optional key",
        R"({"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}})",
        "s.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, "
        "so it must have a default or be a required property\n");
    row("default",
        R"({"type":"object","properties":{"a":{"type":"object","default":{"x":"1","y":1},"properties":{"x":{"type":"integer"}}}}})",
        "s.properties[a].default: Invalid value: {\"x\":\"1\",\"y\":1}: must not have fields that the schema does not "
        "have\ns.properties[a].default.x: Invalid value: \"string\": x in body must be of type integer: \"string\"\n");
    row("metadata",
        R"({"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}})",
        "s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata "
        "is implicitly specified\n");
}

void CustomSchemaTest::saysWhatIsNotStructural()
{
    QFETCH(QString, schema);
    QFETCH(QString, problem);
    QCOMPARE(QString::fromStdString(joined(checkStructure(json(schema.toStdString()), "s"))), problem);
}

void CustomSchemaTest::followsPaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("found");
    const auto row = [](const char* path, const char* found) {
        QTest::newRow(path) << QString(path) << QString(found);
    };
    row(".spec.n", "5");
    row("{.spec.n}", "5");
    row(".spec.none", "");
    row(".metadata.labels['a/b']", "\"x\"");
    row(".metadata.labels.a\\.c", "\"dot\"");
    row(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"");
    row(".status.conditions[?(@.type=='None')].status", "");
    row(".status.conditions[1].type", "\"Ready\"");
    row(".status.conditions[-1].type", "\"Ready\"");
    row(".status.conditions[*].type", "\"Other\"");
    row(".status.conditions[?(@.n>2)].type", "\"Ready\"");
}

void CustomSchemaTest::followsPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, found);
    const data::Value object = json(
        R"({"metadata":{"labels":{"a/b":"x","a.c":"dot"}},"spec":{"n":5},"status":{"conditions":[{"type":"Other","status":"False","n":1},{"type":"Ready","status":"True","n":3}]}})");
    const auto parsed = JsonPath::parse(path.toStdString());
    QVERIFY2(parsed.ok(), parsed.ok() ? "" : parsed.error().message.c_str());
    const data::Value* value = parsed->first(object);
    QCOMPARE(value ? QString::fromStdString(data::toJson(*value)) : QString(), found);
}

void CustomSchemaTest::refusesBadPaths()
{
    for (const char* path : {"", "spec", ".a[", ".a[x]", "..a", ".a[?(b==1)]", ".a[?(@.b==)]"})
        QVERIFY2(!JsonPath::parse(path).ok(), path);
    data::Value object = json("{}");
    JsonPath::parse(".spec.a.b")->set(object, data::Value(3));
    QCOMPARE(data::toJson(object), std::string(R"({"spec":{"a":{"b":3}}})"));
}

void CustomSchemaTest::makesTypeTables()
{
    const auto kind = CustomKind::compile(json(
        R"({"spec":{"group":"ex.io","scope":"Namespaced","names":{"plural":"gadgets","singular":"gadget","kind":"Gadget","listKind":"GadgetList"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","required":["n"],"properties":{
          "n":{"type":"integer"},"l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}},
          "free":{"x-kubernetes-preserve-unknown-fields":true},"m":{"type":"object","additionalProperties":{"type":"string"}}}}}}}}]}})"));
    QVERIFY(kind);
    const api::Resource& resource = kind->storage();
    QCOMPARE(resource.apiVersion(), std::string("ex.io/v1"));
    QCOMPARE(std::string(resource.type->name), std::string("io.ex.v1.Gadget"));
    const data::ObjectType* spec = resource.type->find("spec")->type.object;
    QVERIFY(spec->find("n")->required);
    QCOMPARE(spec->find("l")->listType, data::ListType::Map);
    QCOMPARE(spec->find("free")->type.kind, data::TypeKind::Raw);
    QCOMPARE(spec->find("m")->type.kind, data::TypeKind::Map);
    QVERIFY(
        data::checkConfiguration(
            json(
                R"({"apiVersion":"ex.io/v1","kind":"Gadget","metadata":{"name":"a"},"spec":{"free":{"x":[1]},"m":{"a":"b"}}})"),
            *resource.type)
            .ok());
    QVERIFY(!data::checkConfiguration(json(R"({"spec":{"typo":1}})"), *resource.type).ok());
    QCOMPARE(resource.columns.size(), size_t(2));
}

void CustomSchemaTest::ordersVersions()
{
    std::vector<std::string> versions{"foo10", "v1alpha1", "v2",   "v1beta2",  "v1",
                                      "v10",   "v1beta1",  "foo1", "v11alpha2"};
    std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return precedes(a, b); });
    QCOMPARE(versions, (std::vector<std::string>{"v10", "v2", "v1", "v1beta2", "v1beta1", "v11alpha2", "v1alpha1",
                                                 "foo1", "foo10"}));
}

void CustomSchemaTest::survivesNonsense()
{
    std::string deep;
    for (int i = 0; i < 200; ++i)
        deep += R"({"type":"array","items":)";
    deep += "{}" + std::string(200, '}');
    for (
        const std::string& text :
        {deep,
         std::string(
             R"({"type":5,"properties":[],"items":7,"enum":{},"required":"x","pattern":[],"anyOf":{},"not":[],"x-kubernetes-list-map-keys":[1]})")}) {
        const data::Value value = json(text);
        const Schema schema = Schema::read(value);
        data::Value object = json(R"({"a":[[[1]]]})");
        prune(object, schema, true);
        fillDefaults(object, schema);
        (void)check(object, schema);
        (void)checkStructure(value, "s");
        TypeTables tables;
        QVERIFY(tables.addKind("x", schema));
    }
}

SKIFF_REGISTER_TEST(CustomSchemaTest);
#include "custom_schema_test.moc"
