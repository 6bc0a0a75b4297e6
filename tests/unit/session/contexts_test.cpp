#include "app/session/contexts.h"

#include "app/model/foreign_text.h"
#include "tests/support/as_nobody.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::session;

namespace {

QByteArray kubeconfig(const char* context, const char* server)
{
    return QByteArray("apiVersion: v1\nkind: Config\ncurrent-context: ") + context + "\ncontexts:\n- name: " + context +
           "\n  context: {cluster: " + context + ", user: u}\nclusters:\n- name: " + context + "\n  cluster: {server: \"" + server +
           "\", insecure-skip-tls-verify: true}\nusers:\n- name: u\n  user: {token: secret}\n";
}

} // namespace

class ContextsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString& name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        (void)file.open(QIODevice::WriteOnly);
        file.write(content);
        return file.fileName();
    }

private slots:
    void findsTheContextsOfAllFiles()
    {
        const QString first = write("a", kubeconfig("prod", "https://10.0.0.1:6443"));
        const QString second = write("b", kubeconfig("lab", "https://10.0.0.2:6443"));
        const QString broken = write("c", "contexts: [");
        qputenv("KUBECONFIG", (first + ':' + second + ':' + broken + ":/nonexistent").toUtf8());
        QStringList problems;
        const auto entries = findContexts(problems);
        QCOMPARE(entries.size(), size_t(2));
        QCOMPARE(entries[1].name, QStringLiteral("lab"));
        QCOMPARE(problems.size(), 1);
        const auto identity = loadIdentity(entries[1].file, entries[1].name);
        QVERIFY(identity.ok());
        QCOMPARE(identity->server, QUrl("https://10.0.0.2:6443"));
        QCOMPARE(identity->token, QByteArray("secret"));
        QVERIFY(identity->insecure);
    }

    void aFileThatCannotBeReadIsNamed()
    {
        const QString good = write("good", kubeconfig("prod", "https://10.0.0.1:6443"));
        const QString sealed = write("sealed", kubeconfig("lab", "https://10.0.0.2:6443"));
        QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
        QFile::setPermissions(good, QFile::Permissions(0x6644));
        QFile::setPermissions(sealed, {});
        QVERIFY(QDir(m_folder.path()).mkdir("folder"));
        QVERIFY(QFile::link("/nowhere", m_folder.filePath("dangling")));
        qputenv("KUBECONFIG", (good + ':' + sealed + ':' + m_folder.filePath("folder")).toUtf8());
        QStringList problems;
        const test::AsNobody nobody;
        const auto entries = findContexts(problems, {m_folder.filePath("dangling"), m_folder.filePath("folder")});
        QCOMPARE(entries.size(), size_t(1));
        QCOMPARE(entries[0].name, QStringLiteral("prod"));
        QCOMPARE(problems.size(), 4);
        const QStringList named{sealed, m_folder.filePath("folder"), m_folder.filePath("dangling"), m_folder.filePath("folder")};
        for (qsizetype i = 0; i < problems.size(); ++i)
            QVERIFY2(problems[i].contains(named[i]), qPrintable(problems[i]));
        QVERIFY2(problems[0].contains("ermission denied"), qPrintable(problems[0]));
        for (const QString& file : named) {
            const auto identity = loadIdentity(file, QStringLiteral("lab"));
            QVERIFY(!identity.ok());
            QVERIFY2(identity.error().message.find(file.toStdString()) != std::string::npos, identity.error().message.c_str());
        }
    }

    void refusesAServerThatIsNoAddress()
    {
        const QString file = write("d", kubeconfig("odd", "nowhere"));
        const auto identity = loadIdentity(file, QStringLiteral("odd"));
        QVERIFY(!identity.ok());
        QVERIFY(identity.error().message.find("nowhere") != std::string::npos);
    }

    void aStrangersKubeconfigAsksBeforeItReadsOrRuns()
    {
        const QByteArray user = "users:\n- name: u\n  user:\n    tokenFile: ";
        const auto source = [this](const QByteArray& rest) {
            const QString file = write("stranger", "contexts:\n- name: x\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  "
                                                   "cluster: {server: 'https://evil.example'}\n" + rest);
            return ContextSource::read(file, "x");
        };
        const auto elsewhere = source(user + "../../../../../../etc/hostname\n");
        QVERIFY(elsewhere.ok() && elsewhere->asks());
        QCOMPARE(elsewhere->outsideFiles().size(), 1);
        write("token", "t");
        const auto beside = source(user + "token\n");
        QVERIFY(beside.ok() && !beside->asks());
        QCOMPARE(beside->identity()->token, QByteArray("t"));
        // A link beside it that leads elsewhere is elsewhere.
        QFile::link("/etc/hostname", m_folder.filePath("link"));
        QVERIFY(source(user + "link\n")->asks());
        const QByteArray exec = "users:\n- name: u\n  user: {exec: {apiVersion: v1, command: ./run, args: [a]}}\n";
        const auto program = source(exec);
        QVERIFY(program.ok() && program->asks());
        QCOMPARE(program->plan().plugin->command, m_folder.filePath("./run").toStdString());
    }

    void anAgreementIsForThisVeryWish()
    {
        const auto fingerprint = [this](const QByteArray& exec, const char* server, const QString& name) {
            const QString file = write(name, "contexts:\n- name: x\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster: {server: '" +
                                                 QByteArray(server) + "'}\nusers:\n- name: u\n  user: {exec: {apiVersion: v1, " + exec + "}}\n");
            return ContextSource::read(file, "x").value().fingerprint();
        };
        const QString one = fingerprint("command: aws, args: [get-token]", "https://a", "e");
        QCOMPARE(fingerprint("command: aws, args: [get-token]", "https://a", "e"), one);
        QVERIFY(fingerprint("command: aws, args: [get-token, x]", "https://a", "e") != one);
        QVERIFY(fingerprint("command: aws, args: ['get-token'], env: [{name: LD_PRELOAD, value: /tmp/x}]", "https://a", "e") != one);
        QVERIFY(fingerprint("command: aws, args: [get-token]", "https://b", "e") != one); // another gets the token
        QVERIFY(fingerprint("command: aws, args: [get-token]", "https://a", "f") != one); // another file says it
    }

    void whatIsNoTokenIsNotSent()
    {
        write("key", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
        const QString file = write("g", "contexts:\n- name: x\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster: {server: "
                                        "'https://a'}\nusers:\n- name: u\n  user: {tokenFile: key}\n");
        const auto identity = loadIdentity(file, "x");
        QVERIFY(!identity.ok());
        QVERIFY(identity.error().message.find("secret") == std::string::npos);
    }

    void hugeRecursiveAndStrangeFilesAreRefused()
    {
        QByteArray bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
        for (char c = 'b'; c <= 'k'; ++c)
            bomb += QByteArray(1, c) + ": &" + c + " [" + QByteArray("*" + QByteArray(1, char(c - 1)) + ",").repeated(9) + "*" +
                    QByteArray(1, char(c - 1)) + "]\n";
        QByteArray endless = kubeconfig("big", "https://a");
        endless += "x: " + QByteArray(5 << 20, 'a');
        const QByteArrayList contents{bomb, QByteArray("[").repeated(100'000), "a: &a [*a]\n", endless, "- not a map\n"};
        QStringList problems;
        QStringList files{"/dev/zero"}; // never ends
        for (int i = 0; i < contents.size(); ++i)
            files << write(QStringLiteral("hostile-%1").arg(i), contents[i]);
        qputenv("KUBECONFIG", "/nonexistent");
        QCOMPARE(findContexts(problems, files).size(), size_t(0));
        QCOMPARE(problems.size(), files.size());
    }

    void aNameWithControlCharactersIsLeftOut()
    {
        const QString file = write("h", "contexts:\n- name: \"prod\\tx\"\n  context: {}\n- name: \"<b>&amp;\\u202e\"\n  context: {}\n");
        qputenv("KUBECONFIG", file.toUtf8());
        QStringList problems;
        const auto entries = findContexts(problems);
        QCOMPARE(entries.size(), size_t(1));
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems[0].contains("prod\\u0009x"));
        QCOMPARE(model::foreignLine(entries[0].name), QStringLiteral("<b>&amp;\\u202e"));
    }
};

SKIFF_REGISTER_TEST(ContextsTest);
#include "contexts_test.moc"
