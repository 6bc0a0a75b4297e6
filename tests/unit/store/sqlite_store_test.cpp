#include "cluster/store/sqlite/sqlite_store.h"

#include "cluster/store/sqlite/database.h"
#include "tests/support/register_test.h"
#include "tests/support/store_calls.h"
#include "tests/unit/store/faulty_vfs.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::test;
using store::Revision;
using store::SqliteOptions;
using store::sqlite::Database;

class SqliteStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void continuesWithoutAGapAfterACleanClose();
    void continuesInNewBlocksAsTheyAreUsedUp();
    void advancesAfterAnOldFileIsPutBack();
    void startsAboveTheMinimumRevision();
    void refusesASecondProcess();
    void refusesWhatIsNoDatabase();
    void refusesAnotherProgramsDatabase();
    void refusesANewerLevel();
    void refusesABrokenPromise();
    void saysWhichFolderItCannotMake();
    void survivesAFullDisk();
    void refusesOnlyTheWriteThatIsTooLarge();
    void syncsOnceForManyWritesAndNeverForMemory();
    void writesMemoryWritesDownLater();
    void losesWithTheProcessOnlyWhatWasInMemory();
    void syncsNothingAtACleanStart();
    void deletesCompactedRowsAlsoAfterARestart();
    void endsWatchesWhenItCloses();

private:
    std::unique_ptr<store::Store> open(SqliteOptions options = {})
    {
        options.folder = m_path;
        auto opened = store::openSqliteStore(options);
        m_error = opened.ok() ? Error{} : opened.error();
        return opened.ok() ? std::move(*opened) : nullptr;
    }
    Database raw() { return *Database::open(m_path + "/store.db", Database::Mode::ReadWrite, {}); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    Error m_error;
};

void SqliteStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath("a/b").toStdString();
    FaultyVfs::instance().full = false;
}

void SqliteStoreTest::cleanup()
{
    m_folder.reset();
}

void SqliteStoreTest::continuesWithoutAGapAfterACleanClose()
{
    const Revision one = put(*open(), "/a", "one");
    auto store = open();
    QVERIFY(store->revision() == one);
    QVERIFY(put(*store, "/a", "two", one) == Revision{one.value + 1});
    QVERIFY(store->range({.at = one}).ok());
}

void SqliteStoreTest::continuesInNewBlocksAsTheyAreUsedUp()
{
    Revision last;
    {
        auto store = open({.reservedBlock = 3});
        for (int i = 0; i < 20; ++i)
            last = put(*store, "/k" + std::to_string(i), "x");
        QVERIFY(last.value > 0);
    }
    QVERIFY(open()->revision() == last);
}

void SqliteStoreTest::advancesAfterAnOldFileIsPutBack()
{
    const Revision kept = put(*open(), "/kept", "x");
    const QString file = QString::fromStdString(m_path + "/store.db");
    QVERIFY(QFile::copy(file, file + ".old"));
    const Revision lost = put(*open(), "/lost", "x");
    QVERIFY(QFile::remove(file));
    QVERIFY(QFile::rename(file + ".old", file));

    Revision after;
    {
        auto store = open();
        QVERIFY(store->revision() > lost);
        QVERIFY(!store->get("/lost")->has_value());
        after = put(*store, "/new", "x");
        QVERIFY(after > lost);
        QCOMPARE(store->watch("", lost, {}).error().code, ErrorCode::Expired);
    }
    // The gap stays known, and who stands before it may go on.
    auto store = open();
    QCOMPARE(store->watch("", lost, {}).error().code, ErrorCode::Expired);
    WatchRecorder recorder;
    auto watch = store->watch("", kept, recorder.sink());
    QVERIFY(watch.ok());
    QVERIFY(recorder.waitFor(after));
    QCOMPARE(recorder.events().size(), size_t(1));
}

void SqliteStoreTest::startsAboveTheMinimumRevision()
{
    QVERIFY(put(*open(), "/a", "x").value > 0);
    auto store = open({.minimumRevision = 5000});
    QVERIFY(store->revision().value > 5000);
    QVERIFY(store->get("/a")->has_value());
}

void SqliteStoreTest::refusesASecondProcess()
{
    auto first = open();
    QVERIFY(!open());
    QCOMPARE(m_error.code, ErrorCode::Unavailable);
    QVERIFY(m_error.message.find(std::to_string(QCoreApplication::applicationPid())) != std::string::npos);
    first.reset();
    QVERIFY(open());
}

void SqliteStoreTest::refusesWhatIsNoDatabase()
{
    open().reset();
    QFile file(QString::fromStdString(m_path + "/store.db"));
    QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(QByteArray(8192, 'x'));
    file.close();
    QVERIFY(!open());
    QCOMPARE(m_error.code, ErrorCode::DataLoss);
    QVERIFY(m_error.message.find("store.db") != std::string::npos);
}

void SqliteStoreTest::refusesAnotherProgramsDatabase()
{
    open().reset();
    QVERIFY(raw().execute("PRAGMA application_id=7").ok());
    QVERIFY(!open());
    QCOMPARE(m_error.code, ErrorCode::Unsupported);
}

void SqliteStoreTest::refusesANewerLevel()
{
    open().reset();
    QVERIFY(raw().execute("PRAGMA user_version=99").ok());
    QVERIFY(!open());
    QCOMPARE(m_error.code, ErrorCode::Unsupported);
    QVERIFY(m_error.message.find("newer version (level 99") != std::string::npos);
}

void SqliteStoreTest::refusesABrokenPromise()
{
    open().reset();
    QFile file(QString::fromStdString(m_path + "/revision"));
    QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write("12x");
    file.close();
    QVERIFY(!open());
    QCOMPARE(m_error.code, ErrorCode::DataLoss);
}

void SqliteStoreTest::saysWhichFolderItCannotMake()
{
    QFile file(m_folder->filePath("a"));
    QVERIFY(file.open(QFile::WriteOnly));
    QVERIFY(!open());
    QVERIFY(m_error.message.find(m_folder->filePath("a").toStdString()) != std::string::npos);
}

void SqliteStoreTest::survivesAFullDisk()
{
    auto store = open({.vfs = FaultyVfs::instance().name()});
    const Revision before = put(*store, "/a", "one");
    FaultyVfs::instance().full = true;
    const auto refused = writeNow(*store, {"/b", bytes(std::string(100'000, 'x')), {}});
    QCOMPARE(refused.error().code, ErrorCode::ResourceExhausted);
    QVERIFY(store->revision() == before);
    QVERIFY(!store->get("/b")->has_value());
    QCOMPARE(*(*store->get("/a"))->value, std::string("one"));

    FaultyVfs::instance().full = false;
    WatchRecorder recorder;
    auto watch = store->watch("", before, recorder.sink());
    const Revision after = put(*store, "/b", "two");
    QVERIFY(after > before);
    QVERIFY(recorder.waitFor(after));
    QCOMPARE(recorder.events().size(), size_t(1));
}

void SqliteStoreTest::refusesOnlyTheWriteThatIsTooLarge()
{
    auto store = open({.maximumBytes = 1'000'000});
    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    std::promise<void> done;
    for (int i = 0; i < 20; ++i) {
        const size_t size = i == 10 ? 5'000'000 : 100;
        store->write({"/k" + std::to_string(i), bytes(std::string(size, 'x')), {}},
                     [&](Result<store::WriteOutcome> outcome) {
                         ++(outcome.ok() ? accepted : refused);
                         if (accepted + refused == 20)
                             done.set_value();
                     });
    }
    done.get_future().wait();
    QCOMPARE(accepted.load(), 19);
    QCOMPARE(refused.load(), 1);
}

void SqliteStoreTest::syncsOnceForManyWritesAndNeverForMemory()
{
    auto store = open({.vfs = FaultyVfs::instance().name()});
    QVERIFY(put(*store, "/first", "x").value > 0);
    const int before = FaultyVfs::instance().syncs;
    constexpr int writes = 500;
    std::atomic<int> left = writes;
    std::promise<void> done;
    for (int i = 0; i < writes; ++i)
        store->write({"/k" + std::to_string(i), bytes("x"), {}}, [&](auto) {
            if (--left == 0)
                done.set_value();
        });
    done.get_future().wait();
    QVERIFY2(FaultyVfs::instance().syncs - before < writes / 2, "writes share syncs");

    const int afterGroup = FaultyVfs::instance().syncs;
    for (int i = 0; i < 50; ++i)
        QVERIFY(writeNow(*store, {"/lease" + std::to_string(i), bytes("x"), {}, store::Durability::Memory})->accepted);
    QCOMPARE(FaultyVfs::instance().syncs.load(), afterGroup);
    QVERIFY(put(*store, "/last", "x").value > 0);
    QVERIFY(FaultyVfs::instance().syncs > afterGroup);
}

void SqliteStoreTest::writesMemoryWritesDownLater()
{
    const auto store = open();
    put(*store, "/lease", "0"); // makes the first promise
    QFile log(QString::fromStdString(m_path + "/store.db-wal"));
    const auto inMemory = [&](const std::string& value, Revision expected) {
        const auto outcome =
            writeNow(*store, {"/lease", value.empty() ? nullptr : bytes(value), expected, store::Durability::Memory});
        return outcome->accepted ? outcome->revision : Revision{};
    };
    const Revision first = (*store->get("/lease"))->revision;
    const qint64 size = log.size();
    const Revision second = inMemory("1", first);
    QVERIFY(second > first);
    QCOMPARE(inMemory("2", first), Revision{}); // compared with what is in memory
    const Revision third = inMemory("2", second);
    QVERIFY(third > second);
    QCOMPARE(log.size(), size);

    // Every reader finds them, now and at their revisions.
    QCOMPARE(*(*store->get("/lease"))->value, std::string("2"));
    QVERIFY(log.size() > size);
    QCOMPARE(*store->range({.prefix = "/", .at = second})->entries.at(0).value, std::string("1"));
    const Revision gone = inMemory("", third);
    WatchRecorder recorder;
    const auto watch = store->watch("/", first, recorder.sink());
    QVERIFY(recorder.waitFor(gone));
    const auto events = recorder.events();
    QCOMPARE(events.size(), size_t(3));
    QCOMPARE(*events[1].previous, std::string("1"));
    QVERIFY(events[2].type == store::Event::Type::Delete);
    QVERIFY(!store->get("/lease")->has_value());
}

void SqliteStoreTest::losesWithTheProcessOnlyWhatWasInMemory()
{
    auto store = open();
    const Revision created = put(*store, "/lease", "0");
    const Revision renewed = writeNow(*store, {"/lease", bytes("1"), created, store::Durability::Memory})->revision;
    // What another process would find after a kill: the files as they are now.
    const QTemporaryDir killed;
    for (const char* name : {"/store.db", "/store.db-wal", "/revision"})
        QVERIFY(QFile::copy(QString::fromStdString(m_path + name), killed.path() + QLatin1String(name)));
    auto again = store::openSqliteStore({.folder = killed.path().toStdString()});
    QVERIFY(again.ok());
    const auto lease = (*again)->get("/lease");
    QCOMPARE(*(*lease)->value, std::string("0"));
    QCOMPARE((*lease)->revision, created);
    QVERIFY((*again)->revision() > renewed); // nobody else's write gets the number of the lost one
    QCOMPARE((*again)->watch("/", renewed, {}).error().code, ErrorCode::Expired);

    // A synced write takes along what was in memory, and so does a clean end.
    put(*store, "/pod", "x");
    const Revision last = writeNow(*store, {"/lease", bytes("2"), renewed, store::Durability::Memory})->revision;
    store.reset();
    store = open();
    QCOMPARE((*store->get("/lease"))->revision, last);
    QCOMPARE(store->revision(), last);
}

void SqliteStoreTest::syncsNothingAtACleanStart()
{
    QVERIFY(put(*open(), "/a", "x").value > 0);
    const int before = FaultyVfs::instance().syncs;
    {
        auto store = open({.vfs = FaultyVfs::instance().name()});
        QVERIFY(store->get("/a")->has_value());
    }
    QCOMPARE(FaultyVfs::instance().syncs.load(), before);
}

void SqliteStoreTest::deletesCompactedRowsAlsoAfterARestart()
{
    {
        auto store = open();
        Revision last = put(*store, "/a", "0");
        for (int i = 1; i < 1200; ++i)
            last = put(*store, "/a", std::to_string(i), last);
        const Revision gone = remove(*store, "/b", put(*store, "/b", "x"));
        QVERIFY(store->compact(gone).ok());
        // Closing now leaves most of the work to the next start.
    }
    {
        auto store = open();
        QCOMPARE(*(*store->get("/a"))->value, std::string("1199"));
        // The thread sweeps between writes: when it answers this many, it is through.
        for (int i = 0; i < 10; ++i)
            QVERIFY(put(*store, "/c" + std::to_string(i), "x").value > 0);
        QVERIFY(store->compact(store->compacted()).ok());
    }
    Database database = raw();
    QCOMPARE(*database.number("SELECT count(*) FROM log"), uint64_t(11));
    QCOMPARE(*database.number("SELECT count(*) FROM log WHERE key = CAST('/b' AS BLOB)"), uint64_t(0));
}

void SqliteStoreTest::endsWatchesWhenItCloses()
{
    WatchRecorder recorder;
    auto store = open();
    auto watch = store->watch("", store->revision(), recorder.sink());
    store.reset();
    const auto end = recorder.waitForEnd();
    QVERIFY(end.has_value());
    QCOMPARE(end->code, ErrorCode::Cancelled);
}

SKIFF_REGISTER_TEST(SqliteStoreTest);

#include "sqlite_store_test.moc"
