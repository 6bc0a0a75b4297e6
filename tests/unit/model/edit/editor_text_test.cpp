#include "app/model/edit/editor_text.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QRandomGenerator>
#include <QTest>

using namespace skiff;
using model::edit::editorText;
using model::edit::objectFromText;

namespace {

data::Value configMap(std::string_view content)
{
    data::Value object = test::yaml("{kind: ConfigMap, apiVersion: v1, metadata: {name: x}}");
    data::ensureObject(object, {"data"})["key"] = content;
    return object;
}

int longestLine(const QString& text)
{
    qsizetype longest = 0;
    for (const QStringView line : QStringView(text).split(u'\n'))
        longest = std::max(longest, line.size());
    return int(longest);
}

/// Empty when the text gives the object back.
QString problemOf(const data::Value& object)
{
    const QString text = editorText(object);
    const auto again = objectFromText(text);
    if (!again.ok())
        return QString::fromStdString(again.error().message);
    return data::equal(*again, object) ? QString() : QStringLiteral("another value");
}

/// All that a text may be made of, the odd more often than fair.
std::string randomText(QRandomGenerator& random, int length)
{
    static const std::vector<std::string> odd{" ",
                                              "  ",
                                              "\n",
                                              "\t",
                                              "\"",
                                              "\\",
                                              "\\n",
                                              ":",
                                              "#",
                                              " #",
                                              "'",
                                              "\r",
                                              "\x01",
                                              "{",
                                              "}",
                                              "-",
                                              "é",
                                              "😀",
                                              "\u2028",
                                              "\u0085",
                                              "\ufeff",
                                              "\x7f",
                                              "skiffLongString",
                                              std::string(1, '\0')};
    std::string text;
    while (int(text.size()) < length) {
        if (random.bounded(4) == 0)
            text += odd[size_t(random.bounded(int(odd.size())))];
        else
            text += std::string(size_t(1 + random.bounded(40)), char('a' + random.bounded(26)));
    }
    return text;
}

} // namespace

class EditorTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void beginsWithWhatPeopleLookFor()
    {
        const auto object =
            test::yaml("{status: {x: 1}, zeta: 1, spec: {a: 1}, metadata: {name: x, managedFields: [1]}, "
                       "kind: K, apiVersion: v1}");
        QCOMPARE(
            editorText(object),
            QStringLiteral("apiVersion: v1\nkind: K\nmetadata:\n  name: x\nspec:\n  a: 1\nstatus:\n  x: 1\nzeta: 1\n"));
    }

    void longLinesAreBrokenAndJoinAgain()
    {
        const data::Value object = configMap(std::string(1'000'000, 'x'));
        const QString text = editorText(object);
        QVERIFY(longestLine(text) < 1100);
        QCOMPARE(problemOf(object), QString());
    }

    void placesWhereALineBreaksKeepTheirSpaces()
    {
        // Each position of a blank relative to the places where lines are broken.
        for (int shift = 0; shift < 12; ++shift)
            for (const char* blank : {" ", "    ", "\t", "\n", " \n ", "\\", "\"", "é", "😀"}) {
                std::string text = std::string(size_t(995 + shift), 'a') + blank + std::string(5000, 'b') + blank;
                QCOMPARE(problemOf(configMap(text)), QString());
            }
    }

    void textsWithLineEndsBreakThere()
    {
        std::string text;
        for (int i = 0; i < 50; ++i)
            text += "line " + std::to_string(i) + "\n";
        const QString shown = editorText(configMap(text + std::string(9000, 'y')));
        QVERIFY(shown.contains(QLatin1String("\\n\\\n    line 7\\n\\\n")));
        QCOMPARE(problemOf(configMap(text + std::string(9000, 'y'))), QString());
    }

    void longStringsAreIndentedBelowTheirKey()
    {
        data::Value object = test::yaml("{a: {b: {c: [{d: x}]}}}");
        object.at("a").at("b").at("c").at(0).at("d") = std::string(5000, 'z');
        const QString text = editorText(object);
        for (const QString& line : text.split(u'\n').mid(4))
            QVERIFY(line.isEmpty() || line.startsWith(QLatin1String("        z")));
        QCOMPARE(problemOf(object), QString());
    }

    void anyStringComesBack()
    {
        QRandomGenerator random(42);
        for (int round = 0; round < 60; ++round) {
            data::Value object = configMap(randomText(random, random.bounded(9000)));
            object.at("data").as_object()[randomText(random, random.bounded(30))] = randomText(random, 6000);
            data::ensureObject(object, {"spec", randomText(random, 5)})["list"] =
                data::Array{randomText(random, 4500), randomText(random, 3), nullptr, 1.5, true};
            QCOMPARE(problemOf(object), QString());
        }
    }

    void textThatLooksLikeOurMarksComesBack()
    {
        data::Object content;
        for (const char* text : {"skiffLongString", "skiffLongStringy0z", "skiffLongStringxy0z"})
            content[text] = std::string(text) + std::string(5000, '0') + text;
        data::Value object = configMap("x");
        object.at("data") = std::move(content);
        QCOMPARE(problemOf(object), QString());
    }

    void oneObjectIsEdited()
    {
        QVERIFY(!objectFromText(QString()).ok());
        QVERIFY(!objectFromText(QStringLiteral("- a\n")).ok());
        QVERIFY(!objectFromText(QStringLiteral("a: 1\n---\nb: 2\n")).ok());
        QVERIFY(objectFromText(QStringLiteral("---\na: 1\n---\n# nothing\n")).ok());
        const auto broken = objectFromText(QStringLiteral("a: [1\nb: 2\n"));
        QVERIFY(!broken.ok());
        QVERIFY(broken.error().message.starts_with("line "));
    }
};

SKIFF_REGISTER_TEST(EditorTextTest);
#include "editor_text_test.moc"
