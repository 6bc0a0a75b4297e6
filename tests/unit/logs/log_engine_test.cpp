#include "app/model/logs/log_engine.h"

#include "app/model/logs/log_document.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QHash>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::model::logs;

namespace {

QByteArray numbered(int from, int count, const QByteArray& text = "line")
{
    QByteArray bytes;
    for (int i = from; i < from + count; ++i)
        bytes += "2026-01-01T00:00:" + QByteArray::number(10 + i / 100'000) + '.' +
                 QByteArray::number(i % 100'000).rightJustified(5, '0') + "Z " + text + ' ' + QByteArray::number(i) +
                 '\n';
    return bytes;
}

} // namespace

class LogEngineTest final : public QObject
{
    Q_OBJECT

    struct Log
    {
        SystemClock clock;
        LogEngine engine;
        LogDocument document;

        explicit Log(LogWorker::Options options = {}) : engine(clock, options)
        {
            QObject::connect(&engine, &LogEngine::updated, &document,
                             [this](const std::shared_ptr<const LogUpdate>& update) { document.apply(*update); });
            engine.openSource(1);
        }
        QStringList texts() const
        {
            QStringList all;
            for (int i = 0; i < document.rowCount(); ++i)
                all << document.row(i).text();
            return all;
        }
    };

private slots:
    void linesArriveInOrder()
    {
        Log log;
        log.engine.openSource(2);
        log.engine.feed(2, "2026-01-01T00:00:02Z b\n");
        log.engine.feed(1, "2026-01-01T00:00:01Z a\n2026-01-01T00:00:03Z c\n");
        QTRY_COMPARE(log.texts(), (QStringList{"a", "b", "c"}));
        QCOMPARE(log.document.row(1).source(), 2);
        QCOMPARE(log.document.rowAt(parseLogTime("2026-01-01T00:00:02.5Z")), 2);
    }

    void filtersWhatIsThereAndWhatComes()
    {
        Log log;
        log.engine.feed(1, numbered(0, 100));
        QTRY_COMPARE(log.document.rowCount(), 100);
        LogView view;
        view.include = LogPattern("line 1");
        view.exclude = LogPattern("5$");
        view.search = LogPattern("19");
        log.engine.setView(view);
        QTRY_COMPARE(log.document.rowCount(), 10); // 1, 10 … 19 without 15
        QCOMPARE(log.document.foundCount(), 1);
        log.engine.feed(1, numbered(100, 3));
        QTRY_COMPARE(log.document.rowCount(), 13);
        QCOMPARE(log.document.lineCount(), uint64_t(103));
        log.engine.setView({});
        QTRY_COMPARE(log.document.rowCount(), 103);
        view = {};
        view.hiddenSources = {1};
        log.engine.setView(view);
        QTRY_COMPARE(log.document.rowCount(), 0);
    }

    void aCostlyPatternIsTold()
    {
        Log log;
        log.engine.feed(1, "2026-01-01T00:00:01Z " + QByteArray(3000, 'x') + '\n');
        LogView view;
        view.include = LogPattern("(x+x+)+[yz]");
        log.engine.setView(view);
        QTRY_COMPARE(log.document.gaveUpCount(), uint64_t(1));
        QCOMPARE(log.document.rowCount(), 1);
    }

    void memoryIsBoundedAndTold()
    {
        LogWorker::Options options;
        options.ringBytes = 1 << 20;
        Log log(options);
        for (int i = 0; i < 100; ++i)
            log.engine.feed(1, numbered(i * 1000, 1000, QByteArray(100, 'x')));
        QTRY_COMPARE_WITH_TIMEOUT(log.document.lineCount() + log.document.droppedCount(), uint64_t(100'000), 30'000);
        QVERIFY(log.document.droppedCount() > 80'000);
        QVERIFY(log.document.bytes() < 2 << 20);
        QCOMPARE(log.document.row(log.document.rowCount() - 1).text().right(6), QStringLiteral(" 99999"));
        QCOMPARE(uint64_t(log.document.rowCount()), log.document.lineCount());
    }

    void nothingIsLostInAFlood()
    {
        Log log;
        for (int i = 0; i < 200; ++i)
            log.engine.feed(1, numbered(i * 1000, 1000));
        QTRY_COMPARE_WITH_TIMEOUT(log.document.rowCount(), 200'000, 30'000);
        for (int i = 0; i < 200'000; i += 9999)
            QCOMPARE(log.document.row(i).text(), QStringLiteral("line %1").arg(i));
        QCOMPARE(log.engine.waitingBytes(), qint64(0));
    }

    void savesWhatIsShown()
    {
        QTemporaryDir folder;
        Log log;
        log.engine.feed(1, "2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n");
        LogView view;
        view.exclude = LogPattern("one");
        log.engine.setView(view);
        QSignalSpy saved(&log.engine, &LogEngine::saved);
        log.engine.save(folder.filePath("a.log"), true, {{1, "web app"}});
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(saved[0][0].toString(), QString());
        QFile file(folder.filePath("a.log"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("web app 2026-01-01T00:00:02.000000Z two\n"));
        log.engine.save(folder.filePath("no/such/folder"), false, {});
        QTRY_COMPARE(saved.size(), 2);
        QVERIFY(!saved[1][0].toString().isEmpty());
    }
};

SKIFF_REGISTER_TEST(LogEngineTest);
#include "log_engine_test.moc"
