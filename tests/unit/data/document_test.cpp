#include "cluster/data/document.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::data;

class DocumentTest : public QObject
{
    Q_OBJECT

private slots:
    void readsNestedValues();
    void answersEmptyForWhatIsAbsent();
    void resolvesEscapes();
    void givesSpansByteForByte();
    void tellsWholeNumbers();
    void walksMembersInOrder();
    void refusesWhatIsNoJson_data();
    void refusesWhatIsNoJson();
    void limitsDepth();
    void becomesAnEqualValue();
};

static std::shared_ptr<const Document> parsed(std::string text)
{
    return Document::parse(std::move(text)).value();
}

void DocumentTest::readsNestedValues()
{
    const auto document = parsed(R"( {"spec": {"nodeName":"n1","list":[1,[2,3],{"x":true}],"none":null}} )");
    const Node spec = document->root()["spec"];
    QVERIFY(spec.isObject());
    QCOMPARE(spec["nodeName"].asString(), std::string_view("n1"));
    QCOMPARE(spec["list"].size(), size_t(3));
    QCOMPARE(spec["list"].at(1).at(1).asInt(), std::optional<int64_t>(3));
    QVERIFY(spec["list"].at(2)["x"].asBool());
    QVERIFY(spec["none"] && spec["none"].isNull());
}

void DocumentTest::answersEmptyForWhatIsAbsent()
{
    const auto document = parsed(R"({"a":"text"})");
    const Node absent = document->root()["spec"]["containers"].at(4);
    QVERIFY(!absent);
    QVERIFY(absent.begin() == absent.end());
    QVERIFY(absent.asString().empty() && !absent.asInt() && !absent.asBool() && absent.span().empty());
    QVERIFY(!document->root()["a"].asInt());
    QCOMPARE(document->root()["a"].size(), size_t(0));
}

void DocumentTest::resolvesEscapes()
{
    const auto document = parsed("{\"a\\u0062\":\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\\ud800x\",\"c\":1}");
    QCOMPARE(document->root()["ab"].asString(), std::string_view("\"\\/\né😀\uFFFDx"));
    QCOMPARE(document->root()["ab"].span(), std::string_view("\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\\ud800x\""));
    QCOMPARE(document->root()["c"].asInt(), std::optional<int64_t>(1));
}

void DocumentTest::givesSpansByteForByte()
{
    const auto document = parsed(R"({ "metadata" : { "name" : "x" } , "list":[ 1.50 ,"é"] })");
    QCOMPARE(document->root()["metadata"].span(), std::string_view(R"({ "name" : "x" })"));
    QCOMPARE(document->root()["list"].at(0).span(), std::string_view("1.50"));
    QCOMPARE(document->root()["list"].at(1).span(), std::string_view("\"é\""));
    QCOMPARE(document->root().span(), std::string_view(document->text()));
}

void DocumentTest::tellsWholeNumbers()
{
    const auto document = parsed("[0,-9223372036854775808,9223372036854775807,9223372036854775808,2.0,1e3,2.5]");
    const Node list = document->root();
    QCOMPARE(list.at(1).asInt(), std::optional(std::numeric_limits<int64_t>::min()));
    QCOMPARE(list.at(2).asInt(), std::optional(std::numeric_limits<int64_t>::max()));
    QVERIFY(!list.at(3).asInt());
    QCOMPARE(list.at(4).asInt(), std::optional<int64_t>(2));
    QCOMPARE(list.at(5).asInt(), std::optional<int64_t>(1000));
    QVERIFY(!list.at(6).asInt());
    QCOMPARE(list.at(6).asDouble(), std::optional(2.5));
    QCOMPARE(toJson(list.at(3).toValue()), std::string("9223372036854775808"));
}

void DocumentTest::walksMembersInOrder()
{
    const auto document = parsed(R"({"b":{"x":[1,2]},"a":2,"c":"\n"})");
    std::string keys;
    const Node root = document->root();
    for (auto it = root.begin(); it != root.end(); ++it)
        keys += it.key();
    QCOMPARE(keys, std::string("bac"));
}

void DocumentTest::refusesWhatIsNoJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* text, const char* message) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(message);
    };
    row("{bad", "line 1, column 2: invalid character 'b' looking for beginning of object key string");
    row("[1,\n 2 3]", "line 2, column 4: invalid character '3' after array element");
    row("{\"a\" 1}", "line 1, column 6: invalid character '1' after object key");
    row("{\"a\":1,}", "line 1, column 8: invalid character '}' looking for beginning of object key string");
    row("[1,]", "line 1, column 4: invalid character ']' looking for beginning of value");
    row("{} x", "line 1, column 4: invalid character 'x' after top-level value");
    row("tru", "line 1, column 4: unexpected end of JSON input");
    row("trux", "line 1, column 4: invalid character 'x' in literal true (expecting 'e')");
    row("01", "line 1, column 2: invalid character '1' after top-level value");
    row("-", "line 1, column 2: unexpected end of JSON input");
    row("1.x", "line 1, column 3: invalid character 'x' after decimal point in numeric literal");
    row("1e999", "line 1, column 1: number out of range");
    row("\"\\x\"", "line 1, column 3: invalid character 'x' in string escape code");
    row("\"a\nb\"", "line 1, column 3: invalid character '\\n' in string literal");
    row("\"\xC3\"", "line 1, column 2: invalid UTF-8 in string literal");
    row("\"abc", "line 1, column 5: unexpected end of JSON input");
    row("", "line 1, column 1: unexpected end of JSON input");
}

void DocumentTest::refusesWhatIsNoJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto document = Document::parse(text.toStdString());
    QVERIFY(!document.ok());
    QCOMPARE(document.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(QByteArray::fromStdString(document.error().message), message);
}

void DocumentTest::limitsDepth()
{
    const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    QVERIFY(Document::parse(nested(500)).ok());
    const auto deep = Document::parse(nested(1000000));
    QVERIFY(!deep.ok());
    QVERIFY(deep.error().message.find("exceeded max depth") != std::string::npos);
}

void DocumentTest::becomesAnEqualValue()
{
    const std::string text = R"({"a":[1,-2.5,null,true,"x\ty"],"b":{"c":{}},"d":18446744073709551615})";
    QCOMPARE(toJson(parsed(text)->root().toValue()), text);
    QCOMPARE(Document::from(parseJson(text).value())->text(), std::string_view(text));
    QCOMPARE(toJson(parsed(R"({"a":1,"a":2})")->root().toValue()), std::string(R"({"a":2})"));
}

SKIFF_REGISTER_TEST(DocumentTest);

#include "document_test.moc"
