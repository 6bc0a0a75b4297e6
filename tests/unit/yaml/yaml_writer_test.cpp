#include "cluster/data/yaml/yaml.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

class YamlWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void writesAsPeopleDo();
    void strings_data();
    void strings();
    void survivesTheRoundTrip_data();
    void survivesTheRoundTrip();
    void whatYamlDoesNotHaveIsEscaped();
};

void YamlWriterTest::writesAsPeopleDo()
{
    const data::Value value =
        data::parseJson(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c",)"
                        R"("labels":{},"finalizers":[]},"data":{"run.sh":"#!/bin/sh\necho hi\n",)"
                        R"("note":"one\ntwo"},"list":[{"name":"a","args":["-c","x: y"]},"b",[1,2]],)"
                        R"("replicas":3,"half":0.5,"none":null,"paused":false})")
            .value();
    QCOMPARE(QString::fromStdString(data::toYaml(value)), QStringLiteral("apiVersion: v1\n"
                                                                         "kind: ConfigMap\n"
                                                                         "metadata:\n"
                                                                         "  name: c\n"
                                                                         "  labels: {}\n"
                                                                         "  finalizers: []\n"
                                                                         "data:\n"
                                                                         "  run.sh: |\n"
                                                                         "    #!/bin/sh\n"
                                                                         "    echo hi\n"
                                                                         "  note: |-\n"
                                                                         "    one\n"
                                                                         "    two\n"
                                                                         "list:\n"
                                                                         "- name: a\n"
                                                                         "  args:\n"
                                                                         "  - -c\n"
                                                                         "  - 'x: y'\n"
                                                                         "- b\n"
                                                                         "- - 1\n"
                                                                         "  - 2\n"
                                                                         "replicas: 3\n"
                                                                         "half: 0.5\n"
                                                                         "none: null\n"
                                                                         "paused: false\n"));
}

void YamlWriterTest::strings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("yaml");
    const auto add = [](const char* text, const char* yaml) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(yaml);
    };
    add("plain", "plain");
    add("two words", "two words");
    add("nginx:1.26", "nginx:1.26");
    add("a.b/c-d_e", "a.b/c-d_e");
    add("-c", "-c");
    add("http://x/y#z", "http://x/y#z");
    add("ö 😀", "ö 😀");
    add("", "\"\"");
    add("true", "\"true\"");
    add("yes", "\"yes\"");
    add("n", "\"n\"");
    add("null", "\"null\"");
    add("80", "\"80\"");
    add("1e3", "\"1e3\"");
    add("0x1F", "\"0x1F\"");
    add("12:30", "\"12:30\"");
    add("2026-11-20T13:37:36Z", "\"2026-11-20T13:37:36Z\"");
    add(".inf", "\".inf\"");
    add("a: b", "'a: b'");
    add("a #b", "'a #b'");
    add("ends:", "'ends:'");
    add("*", "'*'");
    add("'quoted'", "'''quoted'''");
    add("{x}", "'{x}'");
    add("%d", "'%d'");
    add("@at", "'@at'");
    add(" padded ", "' padded '");
    add("---", "\"---\"");
    add("- x", "'- x'");
    add("a\tb", "\"a\\tb\"");
    add("\n", "\"\\n\"");
    add("a\n\tb", "\"a\\n\\tb\"");
    add("a\r\nb", "\"a\\r\\nb\"");
}

void YamlWriterTest::strings()
{
    QFETCH(QString, text);
    QFETCH(QString, yaml);
    data::Object object;
    object["k"] = text.toStdString();
    QCOMPARE(QString::fromStdString(data::toYaml(object)), QStringLiteral("k: %1\n").arg(yaml));
}

void YamlWriterTest::survivesTheRoundTrip_data()
{
    QTest::addColumn<QString>("json");
    const auto add = [](const char* json) {
        QTest::newRow(QByteArray(json).left(60).constData()) << QString::fromUtf8(json);
    };
    add(R"(["one\ntwo","one\ntwo\n","one\n\n","\none"," one\n two","  a\nb","a\n\nb","a \nb"," ","\t","#\n#"])");
    add(R"({"a":[["one\ntwo",{"b":"x\ny\n"}],[[]],[{}]],"":"empty key","a: b":1,"1":2,"true":3,"<<":4,"~":5})");
    add(R"([{"a":{"b":[{"c":" lead\nx"}]}}])");
    add(R"("text")");
    add(R"("one\ntwo")");
    add(R"([])");
    add(R"(-7)");
    add(R"([1.5,-0.001,1e300,9223372036854775807,18446744073709551615,true,null])");
    add(R"(["\u0000\u001f\u007f\u0085\u2028\ufeff","\"\\"])");
    const std::string longKey(1500, 'k');
    add((R"({"a":{")" + longKey + R"(":{"b":1},")" + longKey + R"( ":[1,{"c":2}],")" + longKey + R"(\n":"x","d":3}})")
            .c_str());
    add(R"(["...","--- x","?","? x","-",":",": x","!x","&x","|","> x","`","=","[","]","a,b","x:y:","\\n"])");
}

void YamlWriterTest::survivesTheRoundTrip()
{
    QFETCH(QString, json);
    const data::Value value = data::parseJson(json.toStdString()).value();
    const std::string yaml = data::toYaml(value);
    const auto back = data::parseYamlDocument(yaml);
    QVERIFY2(back.ok(), (yaml + (back.ok() ? "" : back.error().message)).c_str());
    QVERIFY2(data::equal(*back, value), yaml.c_str());
}

void YamlWriterTest::whatYamlDoesNotHaveIsEscaped()
{
    const data::Value value = data::parseJson(R"("\u007f\u0080\u009f\u00a0\u2027\u2028\u2029\ufeff\u0001")").value();
    QCOMPARE(QString::fromStdString(data::toYaml(value)),
             QString::fromUtf8("\"\\u007f\\u0080\\u009f\u00a0\u2027\\u2028\\u2029\\ufeff\\u0001\"\n"));
}

SKIFF_REGISTER_TEST(YamlWriterTest);

#include "yaml_writer_test.moc"
