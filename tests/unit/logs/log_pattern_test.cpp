#include "app/model/logs/log_pattern.h"

#include "tests/support/register_test.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skiff::model::logs;
using Outcome = LogPattern::Outcome;

class LogPatternTest final : public QObject
{
    Q_OBJECT

private slots:
    void smallLettersFindBoth()
    {
        QCOMPARE(LogPattern("err(or)?").match("An ERROR"), Outcome::Match);
        QCOMPARE(LogPattern("Err").match("an error"), Outcome::NoMatch);
    }

    void saysWhatIsWrong()
    {
        const LogPattern pattern("ab(cd");
        QVERIFY(!pattern.isValid());
        QVERIFY2(pattern.problem().endsWith("at character 6"), qPrintable(pattern.problem()));
        QVERIFY(LogPattern().problem().isEmpty());
    }

    void aCostlyPatternGivesUpSoon()
    {
        const LogPattern pattern("(x+x+)+[yz]");
        const QString line(3000, 'x');
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(pattern.match(line), Outcome::GaveUp);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        // Nobody can lift the limit.
        QCOMPARE(LogPattern("(*LIMIT_MATCH=4000000000)(x+x+)+[yz]").match(line), Outcome::GaveUp);
    }

    void findsThePlaces()
    {
        QCOMPARE(LogPattern("b+").places("abba b", 10), (std::vector<std::pair<int, int>>{{1, 2}, {5, 1}}));
        QCOMPARE(LogPattern("b*").places("aaa", 10).size(), size_t(0));
    }
};

SKIFF_REGISTER_TEST(LogPatternTest);
#include "log_pattern_test.moc"
