#include "cluster/data/value.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::data;

class ValueTest : public QObject
{
    Q_OBJECT

private slots:
    void writesNumbersAsGoDoes();
    void keepsTheOrderOfMembers();
    void replacesBytesThatAreNoText();
    void indentsByTwo();
    void namesThePlaceOfAnError();
    void readsAlongAPath();
    void makesAndRemovesAlongAPath();
    void comparesNumbersByValueAndObjectsWithoutOrder();
};

void ValueTest::writesNumbersAsGoDoes()
{
    const Value value = parseJson("[1, -7, 2.0, 0.5, 1e21, 1e-7, 18446744073709551615, 100000.0]").value();
    QCOMPARE(toJson(value), std::string("[1,-7,2,0.5,1e+21,1e-07,18446744073709551615,100000]"));
}

void ValueTest::keepsTheOrderOfMembers()
{
    const std::string text = R"({"b":1,"a":{"z":[],"y":{}},"c":"x\"\\\n\u0001é"})";
    QCOMPARE(toJson(parseJson(text).value()), text);
}

void ValueTest::replacesBytesThatAreNoText()
{
    QCOMPARE(toJson(Value("a\xFF" "b\xC3")), std::string("\"a\uFFFDb\uFFFD\""));
}

void ValueTest::indentsByTwo()
{
    QCOMPARE(toPrettyJson(parseJson(R"({"a":[1,{}],"b":[]})").value()),
             std::string("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"));
}

void ValueTest::namesThePlaceOfAnError()
{
    const auto broken = parseJson("{\n  \"a\": x}");
    QVERIFY(!broken.ok());
    QCOMPARE(broken.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(broken.error().message.find("line 2, column 8") != std::string::npos, broken.error().message.c_str());
    QVERIFY(!parseJson("{} {}").ok());
    QVERIFY(!parseJson("").ok());
    QVERIFY(!parseJson(std::string(100000, '[')).ok());
    QVERIFY(parseJson(std::string(400, '[') + std::string(400, ']')).ok());
}

void ValueTest::readsAlongAPath()
{
    const Value pod = parseJson(R"({"spec":{"nodeName":"n1","hostNetwork":true,"priority":5}})").value();
    QCOMPARE(stringAt(pod, {"spec", "nodeName"}), std::string_view("n1"));
    QCOMPARE(stringAt(pod, {"spec", "priority"}), std::string_view());
    QCOMPARE(intAt(pod, {"spec", "priority"}), 5);
    QCOMPARE(intAt(pod, {"spec", "nothing"}, 9), 9);
    QVERIFY(boolAt(pod, {"spec", "hostNetwork"}));
    QVERIFY(!boolAt(pod, {"spec", "nodeName", "below"}));
    QVERIFY(find(pod, {}) == &pod);
}

void ValueTest::makesAndRemovesAlongAPath()
{
    Value patch;
    ensureObject(patch, {"metadata", "labels"})["a"] = "b";
    ensureObject(patch, {"metadata"})["name"] = "x";
    QCOMPARE(toJson(patch), std::string(R"({"metadata":{"labels":{"a":"b"},"name":"x"}})"));
    removeAt(patch, {"metadata", "labels"});
    removeAt(patch, {"spec", "none"});
    QCOMPARE(toJson(patch), std::string(R"({"metadata":{"name":"x"}})"));
}

void ValueTest::comparesNumbersByValueAndObjectsWithoutOrder()
{
    const auto same = [](std::string_view a, std::string_view b) {
        return equal(parseJson(a).value(), parseJson(b).value());
    };
    QVERIFY(same(R"({"a":1,"b":[1.0]})", R"({"b":[1],"a":1e0})"));
    QVERIFY(!same("[1,2]", "[2,1]"));
    QVERIFY(!same("{\"a\":null}", "{}"));
    QVERIFY(!same("1", "\"1\""));
}

SKIFF_REGISTER_TEST(ValueTest);

#include "value_test.moc"
