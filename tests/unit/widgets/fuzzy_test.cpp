#include "tests/support/register_test.h"
#include "widgets/fuzzy.h"

#include <QTest>

using skiff::widgets::fuzzyScore;

class FuzzyTest final : public QObject
{
    Q_OBJECT

private slots:
    void ranksWhatIsMeant()
    {
        QVERIFY(fuzzyScore("Go to Nodes", "go nod") > 0);
        QVERIFY(fuzzyScore("Deployments", "dply") > 0);
        QCOMPARE(fuzzyScore("Pods", "xyz"), 0);
        QCOMPARE(fuzzyScore("Go to Pods", "pods services"), 0); // every word counts
        QVERIFY(fuzzyScore("pods", "pods") > fuzzyScore("pods-of-a-kind", "pods"));
        QVERIFY(fuzzyScore("web-1", "web") > fuzzyScore("my-web", "web"));
        QVERIFY(fuzzyScore("my-web", "web") > fuzzyScore("cobweb", "web"));
        QVERIFY(fuzzyScore("cobweb", "web") > fuzzyScore("w-e-b", "web"));
        QCOMPARE(fuzzyScore("anything", ""), 1);
    }
};

SKIFF_REGISTER_TEST(FuzzyTest);
#include "fuzzy_test.moc"
