#include "cluster/data/protobuf/message.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <array>

using namespace skiff;
using namespace skiff::data;

namespace {

constexpr TypeRef of(TypeKind kind)
{
    return {kind, nullptr, nullptr};
}

constexpr TypeRef text = of(TypeKind::String);
constexpr TypeRef bytes = of(TypeKind::Bytes);
constexpr TypeRef number = of(TypeKind::Int64);
constexpr TypeRef texts{TypeKind::List, nullptr, &text};
constexpr TypeRef numbers{TypeKind::List, nullptr, &number};
constexpr TypeRef bytesMap{TypeKind::Map, nullptr, &bytes};
constexpr TypeRef textsMap{TypeKind::Map, nullptr, &texts};
constexpr TypeRef quantity = of(TypeKind::Quantity);
constexpr TypeRef quantities{TypeKind::Map, nullptr, &quantity};

constexpr std::array childFields{
    Field{.name = "name", .type = text, .required = true, .protoNumber = 1},
    Field{.name = "value", .type = text, .protoNumber = 2},
};
constexpr ObjectType child{.name = "Child", .fields = childFields};
constexpr TypeRef childRef{TypeKind::Object, &child, nullptr};
constexpr TypeRef children{TypeKind::List, nullptr, &childRef};

extern const ObjectType deep;
constexpr TypeRef deepRef{TypeKind::Object, &deep, nullptr};
constexpr std::array deepFields{Field{.name = "deep", .type = deepRef, .protoNumber = 1}};
constexpr ObjectType deep{.name = "Deep", .fields = deepFields};

constexpr std::array fields{
    Field{.name = "bool", .type = of(TypeKind::Boolean), .protoNumber = 1},
    Field{.name = "bytes", .type = bytesMap, .protoNumber = 13},
    Field{.name = "child", .type = childRef, .protoNumber = 9},
    Field{.name = "children", .type = children, .protoNumber = 10},
    Field{.name = "deep", .type = deepRef, .protoNumber = 24},
    Field{.name = "double", .type = of(TypeKind::Double), .protoNumber = 6},
    Field{.name = "enum", .type = of(TypeKind::Enum), .protoNumber = 8},
    Field{.name = "extra", .type = textsMap, .protoNumber = 21},
    Field{.name = "float", .type = of(TypeKind::Float), .protoNumber = 7},
    Field{.name = "inlined", .type = text, .protoNumber = 2, .protoParent = 30},
    Field{.name = "int32", .type = of(TypeKind::Int32), .protoNumber = 2},
    Field{.name = "int64", .type = number, .protoNumber = 3},
    Field{.name = "limits", .type = quantities, .protoNumber = 20},
    Field{.name = "microTime", .type = of(TypeKind::MicroTime), .protoNumber = 15},
    Field{.name = "numbers", .type = numbers, .protoNumber = 12},
    Field{.name = "port", .type = of(TypeKind::IntOrString), .protoNumber = 16},
    Field{.name = "raw", .type = of(TypeKind::Raw), .protoNumber = 17},
    Field{.name = "replicas", .type = of(TypeKind::Int32), .protoNumber = 22, .nullable = true},
    Field{.name = "string", .type = text, .protoNumber = 11},
    Field{.name = "time", .type = of(TypeKind::Time), .protoNumber = 14},
    Field{.name = "uint32", .type = of(TypeKind::UInt32), .protoNumber = 4},
    Field{.name = "uint64", .type = of(TypeKind::UInt64), .protoNumber = 5},
};
constexpr ObjectType everything{.name = "Everything", .fields = fields};

std::string hex(const char* digits)
{
    return QByteArray::fromHex(digits).toStdString();
}

QString decoded(const std::string& message)
{
    const auto value = decodeMessage(message, everything);
    return QString::fromStdString(value ? toJson(*value) : "error " + value.error().message);
}

} // namespace

class MessageTest : public QObject
{
    Q_OBJECT

private slots:
    void everyKindSurvivesTheRoundTrip_data();
    void everyKindSurvivesTheRoundTrip();
    void decodes_data();
    void decodes();
    void encodesByTheBook_data();
    void encodesByTheBook();
    void refusesEndlessNesting();
    void repairsTextThatIsNoUtf8();
    void leavesOutWhatDoesNotFit();
};

void MessageTest::everyKindSurvivesTheRoundTrip_data()
{
    QTest::addColumn<QString>("json");
    const auto add = [](const char* name, const char* json) {
        QTest::newRow(name) << QString::fromUtf8(json);
    };
    add("nothing", R"({})");
    add("integers", R"({"int32":-5,"int64":-9223372036854775808,"uint32":4294967295,"uint64":18446744073709551615})");
    add("the rest of the scalars", R"({"bool":true,"double":-0.125,"enum":3,"float":1.5,"string":"ö"})");
    add("lists", R"({"children":[{"name":"a","value":"1"},{"name":""}],"numbers":[1,-1,0]})");
    add("maps", R"({"bytes":{"a":"AP8=","empty":""},"extra":{"scopes":["x","y"],"none":[]},"limits":{"cpu":"100m"}})");
    add("an empty object is kept", R"({"child":{}})");
    add("times", R"({"microTime":"2026-11-20T13:37:36.123456Z","time":"1969-12-31T23:59:58Z"})");
    add("the first and the last time", R"({"microTime":"2261-12-31T23:59:59.999999Z","time":"1678-01-01T00:00:00Z"})");
    add("a port by number", R"({"port":80})");
    add("a port by name", R"({"port":"http"})");
    add("a port that looks like a number", R"({"port":"80"})");
    add("any JSON", R"({"raw":{"a":[1,null,"x"]}})");
    add("fields of a nested message that JSON has inline", R"({"inlined":"x"})");
    add("zero is not absence where the schema says so", R"({"replicas":0})");
}

void MessageTest::everyKindSurvivesTheRoundTrip()
{
    QFETCH(QString, json);
    const Value value = parseJson(json.toStdString()).value();
    const auto back = decodeMessage(encodeMessage(value, everything), everything);
    QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
    QVERIFY2(equal(*back, value), toJson(*back).c_str());
}

void MessageTest::decodes_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("expected");
    const auto add = [](const char* name, const char* message, const char* expected) {
        QTest::newRow(name) << QByteArray(message) << QString::fromUtf8(expected);
    };
    add("zeros of optional fields are left out", "0800100018005a00", "{}");
    add("an optional field set to zero later", "10051000", "{}");
    add("unknown numbers are skipped", "c23e0161c03e01b00101", R"({"replicas":1})");
    add("the last of a scalar counts", "10051006", R"({"int32":6})");
    add("pieces of a message merge", "4a030a01614a03120162", R"({"child":{"name":"a","value":"b"}})");
    add("packed numbers", "6203010203", R"({"numbers":[1,2,3]})");
    add("packed and single numbers", "62010160026201 03", R"({"numbers":[1,2,3]})");
    add("the zero time is no time", "7200", "{}");
    add("an entry without value", "6a030a0161", R"({"bytes":{"a":""}})");
    add("an empty quantity", "a201050a01611200", R"({"limits":{"a":"0"}})");
    add("another wire type", "0a0161", "error proto: wrong wireType = 2 for field number 1");
    add("a varint in place of a message", "4801", "error proto: wrong wireType = 0 for field number 9");
    add("a number that is not finite", "31000000000000f07f", "error proto: a number is not finite");
    add("the first time", "720b0880f293d6ddffffffff01", R"({"time":"1678-01-01T00:00:00Z"})");
    add("the last time", "720608ffb0f1a922", R"({"time":"2261-12-31T23:59:59Z"})");
    add("a time before the first", "720b08fff193d6ddffffffff01", "error proto: a time is out of range");
    add("a time behind the last", "72060880b1f1a922", "error proto: a time is out of range");
    add("a time too far away", "720a08ffffffffffffffff7f", "error proto: a time is out of range");
    add("a truncated string", "5a0561", "error proto: unexpected end of message");
}

void MessageTest::decodes()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, expected);
    QCOMPARE(decoded(hex(message)), expected);
}

void MessageTest::encodesByTheBook_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QByteArray>("message");
    const auto add = [](const char* name, const char* json, const char* message) {
        QTest::newRow(name) << QString::fromUtf8(json) << QByteArray(message);
    };
    add("negative numbers take ten bytes", R"({"int32":-1})", "10ffffffffffffffffff01");
    add("a string", R"({"string":"ab"})", "5a026162");
    add("a map entry", R"({"bytes":{"a":"AQ=="}})", "6a060a0161120101");
    add("a port", R"({"port":80})", "8201060800105 01a00");
    add("a nested message", R"({"inlined":"x"})", "f20103120178");
}

void MessageTest::encodesByTheBook()
{
    QFETCH(QString, json);
    QFETCH(QByteArray, message);
    const std::string encoded = encodeMessage(parseJson(json.toStdString()).value(), everything);
    QCOMPARE(QByteArray::fromStdString(encoded).toHex(), QByteArray::fromHex(message).toHex());
}

void MessageTest::refusesEndlessNesting()
{
    std::string message;
    for (int i = 0; i < 150; ++i)
        message = hex("0a") +
                  (message.size() < 128 ? std::string(1, static_cast<char>(message.size()))
                                        : std::string{static_cast<char>(message.size() % 128 + 128),
                                                      static_cast<char>(message.size() / 128)}) +
                  message;
    QCOMPARE(decodeMessage(message, deep).error().message, std::string("proto: messages are nested too deeply"));
}

void MessageTest::repairsTextThatIsNoUtf8()
{
    QCOMPARE(decoded(hex("5a0361ff62")), QStringLiteral("{\"string\":\"a\uFFFDb\"}"));
}

void MessageTest::leavesOutWhatDoesNotFit()
{
    const Value value =
        parseJson(R"({"bool":"x","int32":"5","string":7,"time":"later","children":{},"other":1})").value();
    QCOMPARE(encodeMessage(value, everything), std::string());
}

SKIFF_REGISTER_TEST(MessageTest);

#include "message_test.moc"
