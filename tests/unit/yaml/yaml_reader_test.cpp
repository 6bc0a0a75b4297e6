#include "cluster/data/yaml/yaml.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

namespace {

/// All documents as one JSON list, or the error.
QString read(const std::string& text, const data::YamlLimits& limits = {})
{
    auto documents = data::parseYaml(text, limits);
    if (!documents)
        return QString::fromStdString(documents.error().message);
    data::Array list;
    for (data::Value& document : *documents)
        list.push_back(std::move(document));
    return QString::fromStdString(data::toJson(list));
}

} // namespace

class YamlReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void scalars_data();
    void scalars();
    void documents_data();
    void documents();
    void errors_data();
    void errors();
    void readsAManifest();
    void wantsExactlyOneDocument();
    void laughsAtABillionLaughs();
    void refusesLongAliasedStrings();
    void controlCharactersAreNotAllowed();
    void refusesWhatIsTooLargeOrTooDeep();
};

void YamlReaderTest::scalars_data()
{
    QTest::addColumn<QString>("scalar");
    QTest::addColumn<QString>("json");
    const auto add = [](const char* scalar, const char* json) {
        QTest::newRow(scalar) << QString::fromUtf8(scalar) << QString::fromUtf8(json);
    };
    add("true", "true");
    add("False", "false");
    add("yes", "true");
    add("no", "false");
    add("on", "true");
    add("Off", "false");
    add("y", "true");
    add("\"yes\"", "\"yes\"");
    add("'no'", "\"no\"");
    add("yeS", "\"yeS\"");
    add("null", "null");
    add("~", "null");
    add("\"\"", "\"\"");
    add("'null'", "\"null\"");
    add("0", "0");
    add("-5", "-5");
    add("+5", "5");
    add("0644", "420");
    add("0o17", "15");
    add("0x1F", "31");
    add("0b101", "5");
    add("1_000", "1000");
    add("9223372036854775807", "9223372036854775807");
    add("-9223372036854775808", "-9223372036854775808");
    add("18446744073709551615", "18446744073709551615");
    add("089", "89");
    add("1.5", "1.5");
    add(".5", "0.5");
    add("1e3", "1000");
    add("1.", "1");
    add("1.2.3", "\"1.2.3\"");
    add("100m", "\"100m\"");
    add("2026-11-20", "\"2026-11-20\"");
    add("2026-11-20T13:37:36Z", "\"2026-11-20T13:37:36Z\"");
    add("12:30", "\"12:30\"");
    add("nginx:1.26", "\"nginx:1.26\"");
    add("!!str 5", "\"5\"");
    add("!!int \"5\"", "5");
    add("!!bool yes", "true");
    add("-", "[null]");
}

void YamlReaderTest::scalars()
{
    QFETCH(QString, scalar);
    QFETCH(QString, json);
    QCOMPARE(read("key: " + (scalar == QStringLiteral("-") ? "\n" : std::string()) + scalar.toStdString()),
             QStringLiteral("[{\"key\":%1}]").arg(json));
}

void YamlReaderTest::documents_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("json");
    const auto add = [](const char* name, const char* text, const char* json) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(json);
    };
    add("nothing", "", "[]");
    add("only a comment", "# nothing\n", "[]");
    add("several documents, some of them empty", "---\na: 1\n---\n# none\n---\nb: 2\n...\n", R"([{"a":1},{"b":2}])");
    add("JSON", R"({"a":[1,"\ud83d\ude00","\/"],"b":{"c":null}})", R"([{"a":[1,"😀","/"],"b":{"c":null}}])");
    add("flow style that is no JSON", "{a: 1, b: [x, z]}", R"([{"a":1,"b":["x","z"]}])");
    add("a literal block", "a: |\n  one\n  two\nb: |-\n  x\n", R"([{"a":"one\ntwo\n","b":"x"}])");
    add("a folded block", "a: >\n  one\n  two\n", R"([{"a":"one two\n"}])");
    add("keys become strings", "1: a\ntrue: b\n1.5: c\n", R"([{"1":"a","true":"b","1.5":"c"}])");
    add("an anchor and its alias", "a: &x {k: v}\nb: *x\n", R"([{"a":{"k":"v"},"b":{"k":"v"}}])");
    add("merge keys do not override", "base: &b {x: 1, z: 2}\nuse:\n  <<: *b\n  z: 3\n",
        R"([{"base":{"x":1,"z":2},"use":{"z":3,"x":1}}])");
    add("a list of merged maps", "- &a {x: 1}\n- &b {x: 2, z: 3}\n- <<: [*a, *b]\n",
        R"([[{"x":1},{"x":2,"z":3},{"x":1,"z":3}]])");
    add("a quoted << is a key", "\"<<\": 1\n", R"([{"<<":1}])");
}

void YamlReaderTest::documents()
{
    QFETCH(QString, text);
    QFETCH(QString, json);
    QCOMPARE(read(text.toStdString()), json);
}

void YamlReaderTest::errors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    const auto add = [](const char* name, const char* text, const char* message) {
        QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(message);
    };
    add("a duplicate key", "a: 1\nb: 2\na: 3\n", "line 3, column 1: key \"a\" already set in map");
    add("a duplicate key in JSON", R"({"a":{"b":1,"b":2}})", "key \"b\" already set in map");
    add("a map as key", "a: 1\n? {b: 1}\n: x\n", "line 2, column 3: a key must be a scalar");
    add("null as key", "~: 1\n", "line 1, column 1: a key must be a scalar");
    add("a number that is not finite", "a:\n  b: .inf\n", "line 2, column 6: a number is not finite");
    add("an unknown tag", "a: !thing x\n", "line 1, column 4: unknown tag !thing");
    add("a tag that does not fit", "a: !!int x\n", "line 1, column 4: cannot read \"x\" as int");
    add("merging a scalar", "<<: 5\n", "line 1, column 5: map merge requires map or sequence of maps as the value");
    add("bytes that are no UTF-8", "a: \xff\n", "line 1, column 4: the text is no UTF-8");
    add("what begins nothing", "\"a\",\"b\"\n", "line 1, column 4: a document cannot go on here");
    add("an unclosed quote at the end", "a: 'x", "line 1, column 6: illegal EOF in scalar");
    add("an unclosed quote", "a: \"x\n", "line 2, column 1: illegal document indicator in scalar");
}

void YamlReaderTest::errors()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    QCOMPARE(read(text.toStdString()), message);
}

void YamlReaderTest::readsAManifest()
{
    const char* manifest = "apiVersion: v1\n"
                           "kind: Pod\n"
                           "metadata:\n"
                           "  name: p   # the name\n"
                           "spec:\n"
                           "  containers:\n"
                           "  - name: c\n"
                           "    image: \"busybox\"\n"
                           "    command: [sh, -c, 'sleep 1']\n"
                           "    ports:\n"
                           "    - {containerPort: 80}\n";
    QCOMPARE(read(manifest),
             QStringLiteral(R"([{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":)"
                            R"([{"name":"c","image":"busybox","command":["sh","-c","sleep 1"],)"
                            R"("ports":[{"containerPort":80}]}]}}])"));
}

void YamlReaderTest::wantsExactlyOneDocument()
{
    QCOMPARE(data::parseYamlDocument("a: 1").value().as_object().size(), size_t(1));
    QVERIFY(!data::parseYamlDocument("").ok());
    QVERIFY(!data::parseYamlDocument("a: 1\n---\nb: 1\n").ok());
}

void YamlReaderTest::laughsAtABillionLaughs()
{
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string alias = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + alias;
        for (int k = 0; k < 8; ++k)
            text += ", " + alias;
        text += "]\n";
    }
    const auto documents = data::parseYaml(text);
    QVERIFY(!documents.ok());
    QCOMPARE(documents.error().code, ErrorCode::ResourceExhausted);
}

void YamlReaderTest::refusesLongAliasedStrings()
{
    std::string text = "- &a " + std::string(1000000, 'x') + "\n";
    for (int i = 0; i < 100; ++i)
        text += "- *a\n";
    const auto documents = data::parseYaml(text);
    QVERIFY(!documents.ok());
    QCOMPARE(documents.error().code, ErrorCode::ResourceExhausted);
}

void YamlReaderTest::controlCharactersAreNotAllowed()
{
    // Zeros behind the first character are not the sign of another encoding.
    const std::string zeros("\x04\0\0\0key: v", 10);
    QCOMPARE(QString::fromStdString(data::parseYaml(zeros).error().message),
             QStringLiteral("line 1, column 1: control characters are not allowed"));
    QVERIFY(!data::parseYaml(std::string("a\0\0\0: b", 7)).ok());
    QVERIFY(!data::parseYaml("a: b\x1b[1m").ok());
    QVERIFY(data::parseYaml("a: \"\\u0000\\u0004\"\t# x\r\n").ok());
}

void YamlReaderTest::refusesWhatIsTooLargeOrTooDeep()
{
    QCOMPARE(data::parseYaml("a: 1", {.bytes = 3}).error().code, ErrorCode::ResourceExhausted);
    QCOMPARE(data::parseYaml("a: {b: {c: 1}}", {.depth = 2}).error().code, ErrorCode::ResourceExhausted);
    QVERIFY(data::parseYaml("a: {b: 1}", {.depth = 2}).ok());
    QVERIFY(!data::parseYaml(std::string(100000, '[')).ok());
}

SKIFF_REGISTER_TEST(YamlReaderTest);

#include "yaml_reader_test.moc"
