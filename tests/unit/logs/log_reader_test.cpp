#include "app/model/logs/log_reader.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::model::logs;

class LogReaderTest final : public QObject
{
    Q_OBJECT

    QStringList m_lines;
    LogReader::Sink m_sink = [this](LogTime, QByteArrayView line) {
        m_lines << QString::fromUtf8(line);
    };

private slots:
    void init() { m_lines.clear(); }

    void cutsHoweverTheBytesCome()
    {
        const QByteArray bytes = "2026-01-01T00:00:01.5Z first\n2026-01-01T00:00:02Z second\n2026-01-01T00:00:03Z \n";
        for (int step = 1; step < 20; ++step) {
            m_lines.clear();
            LogReader reader;
            for (qsizetype at = 0; at < bytes.size(); at += step)
                reader.feed(bytes.mid(at, step), m_sink);
            QCOMPARE(m_lines, (QStringList{"first", "second", ""}));
        }
    }

    void knowsTheServersTime()
    {
        QCOMPARE(parseLogTime("1970-01-01T00:00:01.000000002Z"), LogTime(1'000'000'002));
        QCOMPARE(parseLogTime("1970-01-01T01:00:00+01:00"), LogTime(0));
        QCOMPARE(parseLogTime("soon"), LogTime(0));
    }

    void anInterruptionRepeatsNothingAndLosesNothing()
    {
        LogReader reader;
        reader.feed("2026-01-01T00:00:01.1Z a\n2026-01-01T00:00:01.2Z b\n2026-01-01T00:00:01.2Z b\n2026-01-01T00:0",
                    m_sink);
        reader.resume();
        // The server rounded sinceTime down: all of that second comes again, and what is new at the same time.
        reader.feed("2026-01-01T00:00:01.1Z a\n2026-01-01T00:00:01.2Z b\n2026-01-01T00:00:01.2Z b\n"
                    "2026-01-01T00:00:01.2Z b\n2026-01-01T00:00:01.3Z c\n",
                    m_sink);
        QCOMPARE(m_lines, (QStringList{"a", "b", "b", "b", "c"}));
        reader.resume();
        reader.feed("2026-01-01T00:00:01.3Z c\n2026-01-01T00:00:01.3Z d\n", m_sink);
        QCOMPARE(m_lines.mid(5), QStringList{"d"});
    }

    void anEndlessLineComesInPieces()
    {
        LogReader reader;
        reader.feed("2026-01-01T00:00:01Z ", m_sink);
        const QByteArray block(1000, 'x');
        for (int i = 0; i < 200; ++i)
            reader.feed(block, m_sink);
        reader.feed("\n2026-01-01T00:00:02Z next\n", m_sink);
        QVERIFY(m_lines.size() >= 4);
        QCOMPARE(m_lines.last(), QStringLiteral("next"));
        qsizetype all = 0;
        for (const QString& line : m_lines.mid(0, m_lines.size() - 1)) {
            QVERIFY(line.size() <= LogReader::LongestLine + 1000);
            all += line.size();
        }
        QCOMPARE(all, qsizetype(200'000));
    }

    void theLastLineNeedsNoEnd()
    {
        LogReader reader;
        reader.feed("2026-01-01T00:00:01Z done", m_sink);
        QVERIFY(m_lines.isEmpty());
        reader.finish(m_sink);
        QCOMPARE(m_lines, QStringList{"done"});
    }

    void linesWithoutTimeAreKept()
    {
        LogReader reader;
        reader.feed("plain words\n", m_sink);
        QCOMPARE(m_lines, QStringList{"plain words"});
    }
};

SKIFF_REGISTER_TEST(LogReaderTest);
#include "log_reader_test.moc"
