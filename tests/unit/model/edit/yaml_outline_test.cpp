#include "app/model/edit/yaml_outline.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using model::edit::OutlineStep;
using model::edit::TextRange;
using model::edit::YamlOutline;

namespace {

/// "spec.containers[0].name" and so on, one for each entry.
QStringList paths(const YamlOutline& outline)
{
    QStringList all;
    for (int i = 0; i < int(outline.entries().size()); ++i) {
        QString text;
        for (const OutlineStep& step : outline.path(i))
            text += step.index >= 0 ? QStringLiteral("[%1]").arg(step.index) : QLatin1Char('.') + step.key;
        all.append(text);
    }
    return all;
}

YamlOutline outlineOf(const char* text)
{
    return YamlOutline(QString::fromUtf8(text));
}

} // namespace

class YamlOutlineTest final : public QObject
{
    Q_OBJECT

private slots:
    void knowsWhereThingsAre_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("entries");
        const auto row = [](const char* name, const char* text, const char* entries) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(entries);
        };
        row("members", "a: 1\nb:\n  c: 2\nd: 3\n", ".a .b .b.c .d");
        row("list below its key", "a:\n- b\n- c\nd: 1\n", ".a .a[0] .a[1] .d");
        row("list deeper than its key", "a:\n  - b: 1\n    c: 2\n  - b: 3\n", ".a .a[0] .a[0].b .a[0].c .a[1] .a[1].b");
        row("lists in lists", "a:\n- - 1\n  - 2\n- - 3\n", ".a .a[0] .a[0][0] .a[0][1] .a[1] .a[1][0]");
        row("dash alone", "a:\n-\n  b: 1\n-\n", ".a .a[0] .a[0].b .a[1]");
        row("block scalar", "a: |\n  b: 1\n\n    c\n  # d: 1\ne: 2\n", ".a .e");
        row("block scalar in a list", "a:\n- |-\n  b: 1\n- c: >\n    d: 1\n  e: 1\n", ".a .a[0] .a[1] .a[1].c .a[1].e");
        row("flow over lines", "a: {b: 1,\n  c: [2,\n 3]}\nd: 1\n", ".a .d");
        row("closing bracket below its key", "a: [\n  b\n]\nd: 1\n", ".a .d");
        row("brackets in quotes and comments", "a: ['[', \"{\"] # [\nb: 1\n", ".a .b");
        row("quoted over lines", "a: \"b\n  c: 1\n  d\"\ne: 1\n", ".a .e");
        row("plain over lines", "a: b\n  c d\n  e\nf: 1\n", ".a .f");
        row("quoted keys", "\"a b\": 1\n'c''d': 2\n\"e\\nf\": 3\n", ".a b .c'd .e\nf");
        row("a colon inside a key", "a:b: 1\nhttp://x: 2\n", ".a:b .http://x");
        row("comments", "# a: 1\na: 1 # b: 2\n  # c: 3\nb: '#' # x\n", ".a .b");
        row("documents", "a: 1\n---\nb: 1\n...\n---\n- c\n", ".a .b [0]");
        row("anchors and tags", "a: &x\n  b: 1\nc: *x\nd: !!str 1\n<<: *x\n", ".a .a.b .c .d .<<");
        row("windows line ends", "a:\r\n  b: 1\r\nc:\r\n- d\r\n", ".a .a.b .c .c[0]");
        row("a quote that is being typed", "a:\n  b: \"x\n  c: 1\nd: 1\n", ".a .a.b .a.c .d");
        row("a bracket that is being typed", "a:\n  b: [x\n  c: 1\nd: {\ne: 1\n", ".a .a.b .a.c .d .e");
        row("what is no key", "a: 1\nfoo\n  bar\n? b\n: c\nd: 1\n", ".a .d");
        row("a tab", "a:\n\tb: 1\n", ".a");
        row("nothing", "", "");
        row("only blanks", "\n  \n#\n", "");
    }
    void knowsWhereThingsAre()
    {
        QFETCH(QString, text);
        QFETCH(QString, entries);
        QCOMPARE(paths(YamlOutline(text)).join(QLatin1Char(' ')), entries);
    }

    void placesAreThoseOfTheText()
    {
        const auto outline = outlineOf("spec:\n  image: \"a\\\"b\" # c\n  args: [x, y]\n  text: |\n    1\n    2\n\n");
        const auto& entries = outline.entries();
        QCOMPARE(entries[0].place, (TextRange{0, 0, 4}));
        QCOMPARE(entries[0].value, (TextRange{0, 5, 0}));
        QCOMPARE(entries[0].lastLine, 5);
        QCOMPARE(entries[1].place, (TextRange{1, 2, 5}));
        QCOMPARE(entries[1].value, (TextRange{1, 9, 6}));
        QVERIFY(entries[1].quoted);
        QCOMPARE(outline.scalar(1), QStringLiteral("a\"b"));
        QCOMPARE(entries[2].value, (TextRange{2, 8, 6}));
        QCOMPARE(outline.scalar(2), QString());
        QCOMPARE(entries[3].lastLine, 5);
        QVERIFY(outline.isContinued(4));
        QVERIFY(!outline.isContinued(3));
    }

    void aScalarOfSeveralLinesIsNotCutShort()
    {
        const auto outline = outlineOf("a: \"b\n  c\"\nd: e\n  f\ng: h\n");
        QVERIFY(outline.isFolded(outline.entries()[0]));
        QCOMPARE(outline.scalar(0), QString());
        QVERIFY(outline.isFolded(outline.entries()[1]));
        QVERIFY(!outline.isFolded(outline.entries()[2]));
        QCOMPARE(outline.scalar(2), QStringLiteral("h"));
    }

    void findsTheEntryAtAPlace()
    {
        const auto outline = outlineOf("a: 1\nlist:\n- name: x\n  b: 2\n");
        const auto at = [&](int line, int column) {
            const int entry = outline.entryAt(line, column);
            return entry < 0 ? QString() : paths(outline)[entry];
        };
        QCOMPARE(at(0, 0), QStringLiteral(".a"));
        QCOMPARE(at(0, 4), QStringLiteral(".a"));
        QCOMPARE(at(2, 0), QStringLiteral(".list[0]"));
        QCOMPARE(at(2, 3), QStringLiteral(".list[0].name"));
        QCOMPARE(at(2, 8), QStringLiteral(".list[0].name"));
        QCOMPARE(at(3, 1), QString());
        QCOMPARE(at(9, 0), QString());
    }

    void findsTheNearestOfAPath()
    {
        const auto outline = outlineOf("a:\n  b:\n  - c: 1\n");
        const auto key = [](const char* text) {
            return OutlineStep{QString::fromLatin1(text), -1};
        };
        QCOMPARE(outline.nearest(0, {key("a"), key("b"), {{}, 0}, key("c")}), 3);
        QCOMPARE(outline.nearest(0, {key("a"), key("b"), {{}, 7}}), 1);
        QCOMPARE(outline.nearest(0, {key("x")}), -1);
        QCOMPARE(outline.nearest(3, {key("a")}), -1);
    }

    void depthIsBounded()
    {
        // One line of dashes, and steps down: neither may use up the stack of those who walk.
        const YamlOutline dashes(QStringLiteral("- ").repeated(100'000) + QStringLiteral("a"));
        QCOMPARE(dashes.entries().size(), size_t(YamlOutline::MostOpen));
        QString steps;
        for (int i = 0; i < 1000; ++i)
            steps += QString(i, u' ') + QStringLiteral("a:\n");
        QCOMPARE(YamlOutline(steps).entries().size(), size_t(YamlOutline::MostOpen));
        QCOMPARE(YamlOutline(steps + QStringLiteral("b: 1\n")).entries().back().parent, -1);
    }
};

SKIFF_REGISTER_TEST(YamlOutlineTest);
#include "yaml_outline_test.moc"
