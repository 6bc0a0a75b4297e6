#include "cluster/data/json_spans.h"

#include "cluster/data/document.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <random>

using namespace skiff::data;

class JsonSpansTest : public QObject
{
    Q_OBJECT

private slots:
    void findsMembers();
    void passesOverBracketsInStrings();
    void endsAtTheRightBracketWhereverBlocksBegin();
    void agreesWithTheParser();
};

namespace {

/// A random value as our encoder writes it: compact, with brackets, quotes and backslashes inside strings.
std::string anyValue(std::minstd_rand& random, int depth)
{
    const auto below = [&](unsigned count) {
        return random() % count;
    };
    const auto text = [&] {
        static constexpr const char* parts[] = {"a",     "}",       "{", "[", "]",          R"(\")",
                                                R"(\\)", R"(\\\")", ",", ":", "plain words"};
        std::string result = "\"";
        for (unsigned i = below(6); i > 0; --i)
            result += parts[below(std::size(parts))];
        return result + '"';
    };
    const unsigned kind = depth > 4 ? below(3) : below(5);
    if (kind == 0)
        return std::to_string(int(below(2000)) - 1000);
    if (kind == 1)
        return text();
    if (kind == 2)
        return below(2) ? "null" : "true";
    std::string result = kind == 3 ? "[" : "{";
    for (unsigned i = 0, count = below(7); i < count; ++i) {
        result += i ? "," : "";
        if (kind == 4)
            result += "\"k" + std::to_string(i) + std::string(below(2) ? R"(\")" : "") + "\":";
        result += anyValue(random, depth + 1);
    }
    return result + (kind == 3 ? "]" : "}");
}

/// Every part as JsonSpan sees it is the part that the parser sees.
bool isSame(JsonSpan span, Node node)
{
    if (span.text() != node.span())
        return false;
    bool same = true;
    if (node.isObject()) {
        auto it = node.begin();
        span.forEachMember([&](std::string_view, JsonSpan value) {
            same = same && it != node.end() && isSame(value, *it);
            if (it != node.end())
                ++it;
        });
        return same && it == node.end();
    }
    auto it = node.begin();
    span.forEachElement([&](JsonSpan value) {
        same = same && it != node.end() && isSame(value, *it);
        if (it != node.end())
            ++it;
    });
    return same && it == node.end();
}

} // namespace

void JsonSpansTest::findsMembers()
{
    const JsonSpan json(R"({"a":1,"b":{"c":[true,"x"]},"d":"e"})");
    QCOMPARE(json["a"].text(), "1");
    QCOMPARE(json["b"]["c"].text(), R"([true,"x"])");
    QCOMPARE(json["d"].string(), "e");
    QVERIFY(!json["x"]);
    QVERIFY(!json["a"]["b"]);
}

void JsonSpansTest::passesOverBracketsInStrings()
{
    const JsonSpan json(R"({"a":{"}":"\"}","\\":"]"},"b":["\\\"]"],"c":2})");
    QCOMPARE(json["a"].text(), R"({"}":"\"}","\\":"]"})");
    QCOMPARE(json["b"].text(), R"(["\\\"]"])");
    QCOMPARE(json["c"].text(), "2");
}

void JsonSpansTest::endsAtTheRightBracketWhereverBlocksBegin()
{
    // Every way in which 64 bytes may cut escapes, strings and brackets.
    for (size_t padding = 0; padding < 140; ++padding) {
        const std::string inner =
            R"({"p":")" + std::string(padding, 'x') + R"(","q":"\\\"}{","r":[[{}],"\\"],"s":{"t":"]\\\\\""}})";
        const std::string text = R"({"first":)" + inner + R"(,"second":7})";
        QCOMPARE(JsonSpan(text)["first"].text(), std::string_view(inner));
        QCOMPARE(JsonSpan(text)["second"].text(), "7");
    }
}

void JsonSpansTest::agreesWithTheParser()
{
    std::minstd_rand random(1);
    for (int i = 0; i < 2000; ++i) {
        const std::string text = "{\"value\":" + anyValue(random, 0) + "}";
        const auto document = Document::parse(text);
        QVERIFY2(document.ok(), text.c_str());
        QVERIFY2(isSame(JsonSpan(text), (*document)->root()), text.c_str());
    }
}

SKIFF_REGISTER_TEST(JsonSpansTest);

#include "json_spans_test.moc"
