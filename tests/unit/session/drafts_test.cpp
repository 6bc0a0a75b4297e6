#include "app/session/edit/drafts.h"

#include "tests/support/register_test.h"
#include "tests/unit/session/small_disk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using session::Draft;
using session::Drafts;

class DraftsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::unique_ptr<session::Settings> open(const QString& name)
    {
        return std::move(*session::Settings::open(m_folder.filePath(name)));
    }

    static Draft draft(const QString& name, const QString& text, qint64 saved = 1)
    {
        return {.key = QStringLiteral("ConfigMap/shop/") + name,
                .apiVersion = "v1",
                .kind = "ConfigMap",
                .nameSpace = "shop",
                .name = name,
                .text = text,
                .base = std::make_shared<const data::Value>(*data::parseJson(R"({"kind":"ConfigMap"})")),
                .saved = saved};
    }

private slots:
    void outliveTheProgram()
    {
        {
            const auto settings = open("a.db");
            Drafts drafts(settings.get(), "prod");
            drafts.save(draft("one", "kind: ConfigMap\ndata: {a: \"雪\"}\n", 1));
            drafts.save(draft("two", "x", 2));
            drafts.save(draft("three", "x", 3));
            drafts.remove("ConfigMap/shop/three");
        }
        const auto settings = open("a.db");
        const Drafts again(settings.get(), "prod");
        QCOMPARE(again.all().size(), size_t(2));
        QCOMPARE(again.all().front().name, QStringLiteral("two"));
        const auto one = again.find("ConfigMap/shop/one");
        QVERIFY(one);
        QCOMPARE(one->text, QStringLiteral("kind: ConfigMap\ndata: {a: \"雪\"}\n"));
        QCOMPARE(one->words(), QStringLiteral("ConfigMap shop/one"));
        QVERIFY(!one->isNew());
        const Drafts other(settings.get(), "lab");
        QVERIFY(other.all().empty());
    }

    void secretsStayInMemory()
    {
        const QString path = m_folder.filePath("secret.db");
        {
            const auto settings = open("secret.db");
            Drafts drafts(settings.get(), "prod");
            drafts.save(draft("one", "kind: Secret\nstringData:\n  password: hunter2\n"));
            QVERIFY(drafts.isInMemory("ConfigMap/shop/one"));
            // The window goes, the program stays.
            QVERIFY(Drafts(settings.get(), "prod").find("ConfigMap/shop/one"));
            for (const QString& file : QDir(m_folder.path()).entryList({"secret.db*"})) {
                QFile bytes(m_folder.filePath(file));
                QVERIFY(bytes.open(QIODevice::ReadOnly));
                QVERIFY2(!bytes.readAll().contains("hunter2"), qPrintable(file));
            }
        }
        const auto settings = open("secret.db");
        QVERIFY(Drafts(settings.get(), "prod").all().empty());
    }

    /// What a window asks about before it closes, whichever cluster it was of.
    void whatWouldBeLostIsKnownByItsWords()
    {
        const auto settings = open("lost.db");
        Drafts prod(settings.get(), "prod");
        Drafts lab(settings.get(), "lab");
        prod.save(draft("harmless", "kind: ConfigMap\n"));
        QVERIFY(Drafts::onlyInMemory(*settings).isEmpty());
        Draft secret = draft("door", "kind: Secret\n");
        secret.kind = "Secret";
        lab.save(secret);
        Draft fresh = draft("new", "kind: Secret\nmetadata: {name: window}\n");
        fresh.kind = "Secret";
        fresh.base = std::make_shared<const data::Value>();
        prod.save(fresh);
        QStringList lost = Drafts::onlyInMemory(*settings);
        lost.sort();
        QCOMPARE(lost, (QStringList{"Secret shop/door", "new Secret"}));
        QCOMPARE(lab.place(secret), Drafts::Place::MemoryAsSecret);

        Drafts::giveUpOnlyInMemory(*settings);
        QVERIFY(Drafts::onlyInMemory(*settings).isEmpty());
        QVERIFY(!Drafts(settings.get(), "lab").find(secret.key));
        QVERIFY(Drafts(settings.get(), "prod").find("ConfigMap/shop/harmless"));
    }

    void aSecretThatIsNoneAnyMoreGoesToTheDisk()
    {
        {
            const auto settings = open("harmless.db");
            Drafts drafts(settings.get(), "prod");
            drafts.save(draft("one", "kind: Secret\n"));
            drafts.save(draft("one", "kind: ConfigMap\n"));
            QVERIFY(!drafts.isInMemory("ConfigMap/shop/one"));
            QVERIFY(Drafts::onlyInMemory(*settings).isEmpty());
        }
        const auto settings = open("harmless.db");
        QVERIFY(Drafts(settings.get(), "prod").find("ConfigMap/shop/one"));
    }

    void whatAFullDiskDoesNotTakeIsKeptAndTold()
    {
        const auto settings = open("full.db");
        Drafts drafts(settings.get(), "prod");
        const Draft large = draft("large", QString(100'000, 'x'));
        {
            const test::SmallDisk full;
            drafts.save(large);
        }
        QCOMPARE(drafts.place(large), Drafts::Place::MemoryAsDiskFails);
        QCOMPARE(Drafts::onlyInMemory(*settings), QStringList{"ConfigMap shop/large"});
        QCOMPARE(Drafts(settings.get(), "prod").find(large.key)->text, large.text); // another window
        drafts.save(large);                                                         // there is room again
        QCOMPARE(drafts.place(large), Drafts::Place::Disk);
        QVERIFY(Drafts::onlyInMemory(*settings).isEmpty());
    }

    void knowsASecret_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("secret");
        QTest::newRow("plain") << "apiVersion: v1\nkind: Secret\n" << true;
        QTest::newRow("quoted") << "kind: \"Secret\" # mine\n" << true;
        QTest::newRow("json") << R"({"apiVersion":"v1","kind":"Secret","data":{}})" << true;
        QTest::newRow("second document") << "kind: Pod\n---\nkind: Secret" << true;
        QTest::newRow("in a list") << "kind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n" << true;
        QTest::newRow("windows") << "kind: Secret\r\ndata: {}\r\n" << true;
        QTest::newRow("other") << "kind: SecretStore\n" << false;
        QTest::newRow("reference") << "kind: Pod\nspec: {volumes: [{secret: {secretName: a}}]}\n" << false;
    }

    void knowsASecret()
    {
        QFETCH(QString, text);
        QTEST(Drafts::mayHoldSecret(text), "secret");
    }

    void withoutSettingsTheyLiveInMemory()
    {
        Drafts drafts(nullptr, "prod");
        drafts.save(draft("one", "x"));
        QVERIFY(drafts.isInMemory("ConfigMap/shop/one"));
        QCOMPARE(drafts.all().size(), size_t(1));
    }
};

SKIFF_REGISTER_TEST(DraftsTest);
#include "drafts_test.moc"
