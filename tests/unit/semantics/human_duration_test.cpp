#include "cluster/semantics/human_duration.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

class HumanDurationTest : public QObject
{
    Q_OBJECT

private slots:
    void printsAsKubernetesDoes_data();
    void printsAsKubernetesDoes();
};

void HumanDurationTest::printsAsKubernetesDoes_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    constexpr qint64 minute = 60, hour = 3600, day = 86400, year = 365 * day;
    const std::pair<qint64, const char*> cases[] = {
        {-5, "<invalid>"}, {-1, "0s"}, {0, "0s"}, {119, "119s"}, {2 * minute, "2m"}, {9 * minute + 59, "9m59s"},
        {10 * minute + 59, "10m"}, {3 * hour - 1, "179m"}, {3 * hour, "3h"}, {7 * hour + 59 * minute, "7h59m"},
        {8 * hour + 59 * minute, "8h"}, {47 * hour, "47h"}, {2 * day, "2d"}, {7 * day + 23 * hour, "7d23h"},
        {8 * day + 5 * hour, "8d"}, {729 * day, "729d"}, {2 * year, "2y"}, {7 * year + 364 * day, "7y364d"},
        {9 * year, "9y"}};
    for (const auto& [seconds, text] : cases)
        QTest::newRow(text) << seconds << QString::fromLatin1(text);
}

void HumanDurationTest::printsAsKubernetesDoes()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(semantics::humanDuration(std::chrono::seconds(seconds))), text);
}

SKIFF_REGISTER_TEST(HumanDurationTest);

#include "human_duration_test.moc"
