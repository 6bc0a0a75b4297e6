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
                                               "'{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"t1\","
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

    void anyChangeOfTheCommandIsAnother()
    {
        const client::CredentialPlugin one{.command = "aws", .arguments = {"get-token"}};
        client::CredentialPlugin other = one;
        other.environment.emplace_back("LD_PRELOAD", "/tmp/x.so");
        QVERIFY(ExecCredentials::fingerprint(one) != ExecCredentials::fingerprint(other));
        QCOMPARE(ExecCredentials::commandLine({.command = "sh", .arguments = {"-c", "rm -rf ~"}}),
                 QStringLiteral("sh -c 'rm -rf ~'"));
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
