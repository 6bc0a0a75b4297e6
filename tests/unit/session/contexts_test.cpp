#include "app/session/contexts.h"

#include "tests/support/register_test.h"

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

    void refusesAServerThatIsNoAddress()
    {
        const QString file = write("d", kubeconfig("odd", "nowhere"));
        const auto identity = loadIdentity(file, QStringLiteral("odd"));
        QVERIFY(!identity.ok());
        QVERIFY(identity.error().message.find("nowhere") != std::string::npos);
    }
};

SKIFF_REGISTER_TEST(ContextsTest);
#include "contexts_test.moc"
