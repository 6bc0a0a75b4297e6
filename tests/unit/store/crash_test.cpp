#include "cluster/store/sqlite/sqlite_store.h"
#include "tests/support/register_test.h"
#include "tests/support/store_calls.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace skiff;
using store::Revision;

class CrashTest : public QObject
{
    Q_OBJECT

private slots:
    void losesNoAnsweredWriteWhenTheProcessIsKilled();
    void endsTheProcessWhenASyncFails();
};

namespace {

struct Answers
{
    std::vector<std::pair<std::string, Revision>> synced;
    Revision highest;
};

/// The whole lines a crash_writer printed.
Answers parse(const QByteArray& output)
{
    Answers answers;
    for (const QByteArray& line : output.split('\n').mid(0, output.count('\n'))) {
        const auto parts = line.split(' ');
        const Revision revision{parts.value(2).toULongLong()};
        if (parts[0] == "synced")
            answers.synced.emplace_back(parts.value(1).toStdString(), revision);
        answers.highest = std::max(answers.highest, revision);
    }
    return answers;
}

void start(QProcess& process, const QStringList& arguments)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(SKIFF_CRASH_WRITER), arguments);
    QVERIFY(process.waitForStarted());
}

} // namespace

void CrashTest::losesNoAnsweredWriteWhenTheProcessIsKilled()
{
    const QTemporaryDir folder;
    Revision highest;
    for (int round = 0; round < 5; ++round) {
        QProcess writer;
        start(writer, {folder.path(), QString::number(round)});
        QByteArray output;
        while (output.count('\n') < 300) {
            QVERIFY(writer.waitForReadyRead(20'000));
            output += writer.readAllStandardOutput();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        output += writer.readAllStandardOutput();
        const Answers answers = parse(output);
        QVERIFY2(answers.synced.front().second > highest, "revisions advance over crashes");
        highest = std::max(highest, answers.highest);

        auto opened = store::openSqliteStore({.folder = folder.path().toStdString(), .reservedBlock = 100'000});
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        store::Store& store = **opened;
        QVERIFY(store.revision() > highest);
        for (const auto& [key, revision] : answers.synced) {
            const auto entry = store.get(key);
            QVERIFY2(entry.ok() && entry->has_value(), key.c_str());
            QVERIFY((*entry)->revision == revision);
        }
        // The writer died far from the end of its block: what is left of it is a gap, which somebody may have seen.
        QCOMPARE(store.range({.at = Revision{store.revision().value - 1}}).error().code, ErrorCode::Expired);
        QCOMPARE(store.watch("", Revision{store.revision().value - 1}, {}).error().code, ErrorCode::Expired);
        highest = std::max(highest, store.revision());
    }
}

void CrashTest::endsTheProcessWhenASyncFails()
{
    const QTemporaryDir folder;
    QProcess writer;
    writer.setStandardErrorFile(QProcess::nullDevice());
    writer.start(QStringLiteral(SKIFF_CRASH_WRITER),
                 {folder.path(), QStringLiteral("0"), QStringLiteral("fail-syncs")});
    QVERIFY(writer.waitForFinished(20'000));
    QCOMPARE(writer.exitStatus(), QProcess::NormalExit);
    QCOMPARE(writer.exitCode(), 74);

    const Answers answers = parse(writer.readAllStandardOutput());
    auto opened = store::openSqliteStore({.folder = folder.path().toStdString()});
    QVERIFY(opened.ok());
    for (const auto& [key, revision] : answers.synced)
        QVERIFY2((*opened)->get(key)->has_value(), key.c_str());
}

SKIFF_REGISTER_TEST(CrashTest);

#include "crash_test.moc"
