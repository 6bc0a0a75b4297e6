#include "app/model/edit/rewrite.h"

#include "app/model/edit/editor_text.h"
#include "tests/support/register_test.h"

#include <QRandomGenerator>
#include <QTest>

using namespace skiff;
using model::edit::editorText;
using model::edit::objectFromText;
using model::edit::rewrittenText;

namespace {

const char* const written = R"(# What the shop shows.
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop # the name is in DNS
  labels: {app: "shop", tier: 'front'}

  # Who to call.
  annotations:
    owner: ada
data:
  # Seconds.
  timeout: "30" # was 10
  colours: |
    # no comment
    red
  url: http://shop/#top
)";

data::Value object(const QString& text)
{
    return *objectFromText(text);
}

void set(data::Value& object, std::initializer_list<std::string_view> above, std::string_view key, data::Value value)
{
    data::ensureObject(object, above)[key] = std::move(value);
}

} // namespace

/// A buffer that has to mean something else keeps what its user wrote around it.
class RewriteTest final : public QObject
{
    Q_OBJECT

    /// Rewrites `written` and verifies that the text means what was wanted.
    static QString rewritten(const data::Value& wanted, const QString& text = QString::fromUtf8(written))
    {
        const QString result = rewrittenText(text, wanted);
        const auto means = objectFromText(result);
        if (!means.ok() || !data::equal(*means, wanted))
            qFatal("it means something else:\n%s", qPrintable(result));
        return result;
    }

private slots:
    void theSameMeaningIsTheSameText() { QCOMPARE(rewritten(object(written)), QString::fromUtf8(written)); }

    void aValueOfOthersComesInBesideMyComments()
    {
        data::Value wanted = object(written);
        set(wanted, {"metadata", "annotations"}, "note", "from others");
        const QString text = rewritten(wanted);
        QCOMPARE(text,
                 QString::fromUtf8(written).replace("    owner: ada\n", "    owner: ada\n    note: from others\n"));
    }

    void aCommentStaysOnAndAboveAChangedLine()
    {
        data::Value wanted = object(written);
        set(wanted, {"data"}, "timeout", "60");
        QCOMPARE(rewritten(wanted), QString::fromUtf8(written).replace("\"30\"", "\"60\""));
    }

    void aRemovedFieldLeavesTheCommentAboveIt()
    {
        data::Value wanted = object(written);
        data::removeAt(wanted, {"data", "timeout"});
        const QString text = rewritten(wanted);
        QVERIFY(text.contains("  # Seconds.\n"));
        QVERIFY(!text.contains("timeout"));
        QVERIFY(text.contains("{app: \"shop\", tier: 'front'}"));
    }

    void aLineInABlockIsNoComment()
    {
        data::Value wanted = object(written);
        set(wanted, {"data"}, "colours", "# other\nred\n");
        const QString text = rewritten(wanted);
        QVERIFY(text.contains("    # other\n    red\n"));
        QVERIFY(!text.contains("# no comment"));
        QVERIFY(text.contains("# Seconds."));
        // The block goes as a whole: what looked like a comment in it is no comment of the text.
        set(wanted, {"data"}, "colours", "blue");
        QVERIFY(rewritten(wanted).contains("colours: blue"));
    }

    void whatIsWrittenInFlowGivesWayWhereItChanges()
    {
        data::Value wanted = object(written);
        set(wanted, {"metadata", "labels"}, "tier", "back");
        const QString text = rewritten(wanted);
        QVERIFY2(text.startsWith("# What the shop shows.\n"), qPrintable(text));
        QVERIFY(text.contains("# Who to call."));
        QVERIFY(text.contains("\"30\" # was 10"));
    }

    void elementsComeAndGoBetweenComments()
    {
        const QString list = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n"
                             "  # the shop\n  - port: 80\n  # the till\n  - port: 81 # secret\n";
        data::Value wanted = object(list);
        data::Array& ports = data::find(wanted, {"spec", "ports"})->as_array();
        ports.insert(ports.begin() + 1, data::Object{{"port", 8080}});
        const QString text = rewritten(wanted, list);
        for (const char* kept : {"  # the shop\n  - port: 80\n", "  # the till\n", "  - port: 81 # secret\n"})
            QVERIFY2(text.contains(kept), qPrintable(text));
    }

    void anotherIndentationIsWrittenAnewAndMeansTheSame()
    {
        const QString text = "apiVersion: v1\nkind: Service\nmetadata:\n    name: web\nspec:\n    ports:\n"
                             "        - port: 80\n        - {port: 81}\n# the end\n";
        data::Value wanted = object(text);
        data::find(wanted, {"spec", "ports"})->as_array().pop_back();
        QVERIFY(rewritten(wanted, text).contains("# the end"));
    }

    void whatComesInComesInTheOrderOfTheOthers()
    {
        data::Value wanted = object(written);
        data::ensureObject(wanted, {"metadata"})["annotations"] = data::Object{{"alpha", "1"}, {"owner", "ada"}};
        QVERIFY(rewritten(wanted).contains("  annotations:\n    alpha: \"1\"\n    owner: ada\n"));
        // But what is there stays in the order of the text.
        wanted = object("a: 1\nb: 2\nc: 3\n");
        QCOMPARE(rewritten(wanted, "c: 3\n# why\nb: 1\n"), QString("c: 3\n# why\nb: 2\na: 1\n"));
    }

    void whatIsNoObjectIsWrittenAnew()
    {
        const data::Value wanted = object(written);
        QCOMPARE(rewrittenText("a: [", wanted), editorText(wanted));
        QCOMPARE(rewrittenText({}, wanted), editorText(wanted));
    }

    void whateverChangesTheMeaningIsRight()
    {
        QRandomGenerator random(7);
        const QStringList keys{"timeout", "colours", "url", "extra", "# odd", "a: b"};
        const QStringList values{"1", "# not a comment", "two\nlines\n", "x: y", "", " spaced ", "~", "- a"};
        for (int round = 0; round < 300; ++round) {
            data::Value wanted = object(written);
            for (int change = 0; change < 3; ++change) {
                const std::string key = keys[random.bounded(int(keys.size()))].toStdString();
                if (random.bounded(3) == 0)
                    data::removeAt(wanted, {"data", key});
                else
                    set(wanted, {"data"}, key,
                        data::Value(std::string_view(values[random.bounded(int(values.size()))].toStdString())));
            }
            const QString text = rewritten(wanted);
            QVERIFY(text.contains("# Who to call."));
        }
    }
};

SKIFF_REGISTER_TEST(RewriteTest);
#include "rewrite_test.moc"
