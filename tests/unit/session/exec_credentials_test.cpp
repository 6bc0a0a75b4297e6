#include "app/session/contexts.h"
#include "app/session/exec_credentials.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::session;

class ExecCredentialsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qRegisterMetaType<Identity>();
        qunsetenv("SHELL"); // the test's own PATH
    }

    void readsWhatThePluginPrints()
    {
        ExecCredentials credentials(identityOf("#!/bin/sh\necho "
                                               "'{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t1\","
                                               "\"expirationTimestamp\":\"2030-01-01T00:00:00Z\"}}'"));
        QSignalSpy got(&credentials, &ExecCredentials::got);
        credentials.start();
        QTRY_COMPARE(got.count(), 1);
        QCOMPARE(got[0][0].value<Identity>().token, QByteArray("t1"));
        QVERIFY(credentials.expires().isValid());
    }

    void tellsWhatThePluginSaid()
    {
        ExecCredentials credentials(identityOf("#!/bin/sh\necho secret-token\necho 'please log in' >&2\nexit 3"));
        QSignalSpy failed(&credentials, &ExecCredentials::failed);
        credentials.start();
        QTRY_COMPARE(failed.count(), 1);
        const QString words = failed[0][0].toString();
        QVERIFY(words.contains("code 3") && words.contains("please log in"));
        QVERIFY(!words.contains("secret-token")); // its output may hold credentials
    }

    void aMissingPluginSaysHowToInstallIt()
    {
        Identity identity;
        identity.plugin =
            client::CredentialPlugin{.command = "no-such-plugin-anywhere", .installHint = "get it from the shop"};
        ExecCredentials credentials(identity);
        QSignalSpy failed(&credentials, &ExecCredentials::failed);
        credentials.start();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains("no-such-plugin-anywhere"));
        QVERIFY(failed[0][0].toString().contains("get it from the shop"));
    }

    void whatPrintsSomethingElseGivesNothing()
    {
        for (const QByteArray& output :
             {QByteArray("{}"), QByteArray("{\"kind\":\"ExecCredential\",\"apiVersion\":\"other/v1\",\"status\":{\"token\":\"t\"}}"),
              QByteArray("{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{"
                         "\"token\":\"t\\nX-Header: 1\"}}")}) {
            ExecCredentials credentials(identityOf("#!/bin/sh\ncat <<'END'\n" + output + "\nEND\n"));
            QSignalSpy failed(&credentials, &ExecCredentials::failed);
            credentials.start();
            QTRY_COMPARE(failed.count(), 1);
        }
    }

    void endlessOutputEndsThePlugin()
    {
        ExecCredentials credentials(identityOf("#!/bin/sh\nyes | cat"));
        QSignalSpy failed(&credentials, &ExecCredentials::failed);
        credentials.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20'000);
    }

    void thePathIsThatOfTheUsersShell()
    {
        // A shell whose start-up files say things and add a folder, as a desktop's own PATH lacks it.
        QTemporaryDir folder;
        write(folder.filePath("my-plugin"),
              "#!/bin/sh\necho '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
              "\"status\":{\"token\":\"found\"}}'");
        const QString shell = folder.filePath("shell");
        write(shell, "#!/bin/sh\necho welcome\nPATH=\"" + folder.path().toUtf8() +
                         ":$PATH\" exec /bin/sh -c \"$2\"\n");
        for (const QString& file : {folder.filePath("my-plugin"), shell})
            QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("SHELL", shell.toUtf8());
        Identity identity;
        identity.plugin =
            client::CredentialPlugin{.apiVersion = "client.authentication.k8s.io/v1", .command = "my-plugin"};
        ExecCredentials credentials(identity);
        QSignalSpy got(&credentials, &ExecCredentials::got);
        credentials.start();
        (void)QTest::qWaitFor([&got] { return got.count() == 1; }, 20'000);
        qunsetenv("SHELL");
        QCOMPARE(got.count(), 1);
        QCOMPARE(got[0][0].value<Identity>().token, QByteArray("found"));
    }

    void aRefusalDoesNotRunThePluginInALoop()
    {
        ExecCredentials credentials(
            identityOf("#!/bin/sh\necho x >> " + m_folder.filePath("runs").toUtf8() +
                       "\necho '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{"
                       "\"token\":\"t\"}}'"));
        QSignalSpy got(&credentials, &ExecCredentials::got);
        connect(&credentials, &ExecCredentials::got, &credentials, &ExecCredentials::renew); // refused at once
        credentials.start();
        QTRY_COMPARE(got.count(), 1);
        QFile runs(m_folder.filePath("runs"));
        QVERIFY(runs.open(QIODevice::ReadOnly));
        QCOMPARE(runs.readAll(), QByteArray("x\n"));
    }

    void theWholeCommandIsShownAsItIs()
    {
        QCOMPARE(ExecCredentials::commandLine({.command = "sh", .arguments = {"-c", "rm -rf ~"}}),
                 QStringLiteral("sh -c 'rm -rf ~'"));
        // Neither a line end nor a turn of direction hides what comes behind.
        const QString words = ExecCredentials::commandLine({.command = "aws", .arguments = {"a\nb", "\u202egpj.exe"}});
        QCOMPARE(words, QStringLiteral("aws 'a\\nb' '\\u202egpj.exe'"));
    }

    void theFilesOfKubeconfigAreMerged()
    {
        QTemporaryDir folder;
        write(folder.filePath("a"),
              "contexts:\n- name: one\n  context: {cluster: c, user: u, namespace: shop}\ncurrent-context: one\n");
        write(folder.filePath("b"), "clusters:\n- name: c\n  cluster: {server: 'https://example:6443', proxy-url: "
                                    "'socks5://127.0.0.1:1080', tls-server-name: api}\n"
                                    "users:\n- name: u\n  user: {tokenFile: token}\n");
        write(folder.filePath("token"), "t2\n");
        qputenv("KUBECONFIG",
                (folder.filePath("a") + ':' + folder.filePath("b") + ':' + folder.filePath("absent")).toUtf8());
        QStringList problems;
        const auto entries = findContexts(problems);
        QVERIFY(problems.isEmpty());
        QCOMPARE(entries.size(), size_t(1));
        QCOMPARE(entries[0].server, QStringLiteral("https://example:6443"));
        const auto identity = loadIdentity({}, "one");
        QVERIFY2(identity.ok(), identity.ok() ? "" : identity.error().message.c_str());
        QCOMPARE(identity->token, QByteArray("t2"));
        QCOMPARE(identity->tokenFile, folder.filePath("token"));
        QCOMPARE(identity->proxy, QUrl("socks5://127.0.0.1:1080"));
        QCOMPARE(identity->tlsServerName, QStringLiteral("api"));
        QCOMPARE(identity->nameSpace, QStringLiteral("shop"));
    }

private:
    void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    Identity identityOf(const QByteArray& script)
    {
        const QString path = m_folder.filePath(QStringLiteral("plugin-%1").arg(++m_scripts));
        write(path, script);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        Identity identity;
        identity.plugin =
            client::CredentialPlugin{.apiVersion = "client.authentication.k8s.io/v1", .command = path.toStdString()};
        return identity;
    }

    QTemporaryDir m_folder;
    int m_scripts = 0;
};

SKIFF_REGISTER_TEST(ExecCredentialsTest);
#include "exec_credentials_test.moc"
