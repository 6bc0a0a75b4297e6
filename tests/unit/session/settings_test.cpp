#include "app/session/settings.h"

#include "tests/support/register_test.h"
#include "tests/unit/session/small_disk.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::session;
using skiff::test::SmallDisk;

class SettingsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(QStringLiteral("state/desktop.db")); }

private slots:
    void remembersAcrossPrograms()
    {
        {
            const auto settings = Settings::open(path());
            QVERIFY(settings.ok());
            QVERIFY((*settings)->value("theme").isEmpty());
            (*settings)->set("theme", "dark");
            (*settings)->set("theme", "light");
        }
        const auto again = Settings::open(path());
        QVERIFY(again.ok());
        QCOMPARE((*again)->text("theme"), QStringLiteral("light"));
        QVERIFY(!(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void namesAreFoundByTheirBegin()
    {
        const auto settings = Settings::open(m_folder.filePath(QStringLiteral("names.db")));
        (*settings)->set("draft/b", "2");
        (*settings)->set("draft/a", "1");
        (*settings)->set("drafty", "3");
        (*settings)->keepInMemory("draft/c", "4");
        QCOMPARE((*settings)->names("draft/"), (QStringList{"draft/c", "draft/a", "draft/b"}));
        (*settings)->remove("draft/a");
        (*settings)->remove("draft/c");
        QCOMPARE((*settings)->names("draft/"), QStringList{"draft/b"});
    }

    void whatIsKeptInMemoryLeavesTheDisk()
    {
        const QString file = m_folder.filePath(QStringLiteral("memory.db"));
        {
            const auto settings = Settings::open(file);
            (*settings)->set("draft", "harmless");
            (*settings)->keepInMemory("draft", "hunter2");
            QCOMPARE((*settings)->value("draft"), QByteArray("hunter2"));
            QVERIFY((*settings)->isInMemory("draft"));
        }
        const auto again = Settings::open(file);
        QVERIFY((*again)->value("draft").isEmpty());
    }

    /// A full disk: nothing that was set is lost while the program runs, and the next value goes to the disk again.
    void whatTheDiskDoesNotTakeStaysInMemory()
    {
        const QString file = m_folder.filePath(QStringLiteral("full.db"));
        {
            const auto settings = Settings::open(file);
            (*settings)->set("draft/a", "first");
            {
                const SmallDisk full;
                (*settings)->set("draft/a", QByteArray(100'000, 'x'));
                (*settings)->set("draft/b", QByteArray(100'000, 'y'));
            }
            QCOMPARE((*settings)->value("draft/a"), QByteArray(100'000, 'x'));
            QVERIFY((*settings)->isInMemory("draft/a"));
            QCOMPARE((*settings)->names("draft/"), (QStringList{"draft/a", "draft/b"})); // each once
            (*settings)->set("draft/b", "second");
            QVERIFY(!(*settings)->isInMemory("draft/b"));
        }
        const auto again = Settings::open(file);
        QCOMPARE((*again)->value("draft/a"), QByteArray("first"));
        QCOMPARE((*again)->value("draft/b"), QByteArray("second"));
    }

    void aBrokenFileIsMovedAside()
    {
        const QString broken = m_folder.filePath(QStringLiteral("broken.db"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto settings = Settings::open(broken);
        QVERIFY(settings.ok());
        (*settings)->set("page", "pods");
        QCOMPARE((*settings)->text("page"), QStringLiteral("pods"));
        QVERIFY(QFile::exists(broken + QStringLiteral(".broken")));
    }

    void whatANewerSkiffWroteIsRefused()
    {
        const QString newer = m_folder.filePath(QStringLiteral("newer.db"));
        QVERIFY(Settings::open(newer).ok());
        QFile file(newer);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(60); // SQLite's header keeps user_version here, big endian
        file.write(QByteArray("\0\0\0\x63", 4));
        file.close();
        const auto settings = Settings::open(newer);
        QVERIFY(!settings.ok());
        QCOMPARE(settings.error().code, ErrorCode::Unsupported);
    }

    void aPlaceThatCannotBeWrittenIsSaid() { QVERIFY(!Settings::open(QStringLiteral("/dev/null/desktop.db")).ok()); }
};

SKIFF_REGISTER_TEST(SettingsTest);
#include "settings_test.moc"
