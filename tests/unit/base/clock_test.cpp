#include "cluster/base/clock.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

class ClockTest : public QObject
{
    Q_OBJECT

private slots:
    void writesSecondsInUtc();
    void readsBackWhatItWrites();
    void readsOffsetsAndFractions();
    void refusesWhatIsNoTime_data();
    void refusesWhatIsNoTime();
};

void ClockTest::writesSecondsInUtc()
{
    QCOMPARE(formatTime(WallTime(std::chrono::seconds(1'700'000'000))), std::string("2023-11-14T22:13:20Z"));
    QCOMPARE(formatTime(WallTime(std::chrono::milliseconds(-1))), std::string("1969-12-31T23:59:59Z"));
}

void ClockTest::readsBackWhatItWrites()
{
    const WallTime time(std::chrono::microseconds(1'700'000'000'123'456));
    WallTime read;
    QVERIFY(parseTime(formatMicroTime(time), read));
    QVERIFY(read == time);
}

void ClockTest::readsOffsetsAndFractions()
{
    WallTime time;
    QVERIFY(parseTime("2023-11-14T23:13:20.5+01:00", time));
    QVERIFY(time == WallTime(std::chrono::milliseconds(1'700'000'000'500)));
}

void ClockTest::refusesWhatIsNoTime_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "2023-11-14", "2023-02-30T00:00:00Z", "2023-11-14T24:00:00Z", "2023-11-14T22:13:20",
                             "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx", "2023-11-14 22:13:20Z",
                             "0001-01-01T00:00:00Z", "1677-12-31T23:59:59Z", "1678-01-01T00:00:00+01:00",
                             "2261-12-31T23:59:59-01:00", "2261-12-31T23:59:60Z", "2262-01-01T00:00:00Z"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void ClockTest::refusesWhatIsNoTime()
{
    QFETCH(QString, text);
    WallTime time;
    QVERIFY(!parseTime(text.toStdString(), time));
}

SKIFF_REGISTER_TEST(ClockTest);

#include "clock_test.moc"
