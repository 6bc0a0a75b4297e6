#include "tests/gui/api_server.h"
#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "widgets/banner.h"
#include "widgets/table_view.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <unistd.h>

using namespace skiff;
using namespace skiff::test;

constexpr int Patience = 30'000; // milliseconds, on a busy machine

/// What this process writes to its standard error meanwhile.
class CapturedErrors
{
public:
    explicit CapturedErrors(const QString& path) : m_file(path), m_before(::dup(STDERR_FILENO))
    {
        if (m_file.open(QIODevice::ReadWrite))
            ::dup2(m_file.handle(), STDERR_FILENO);
    }

    ~CapturedErrors() { end(); }

    QByteArray end()
    {
        if (m_before < 0)
            return {};
        ::dup2(m_before, STDERR_FILENO);
        ::close(m_before);
        m_before = -1;
        m_file.seek(0);
        return m_file.readAll();
    }

private:
    QFile m_file;
    int m_before;
};

/// Contexts with every kind of credentials, good and bad, in the real window.
class ContextsInWindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        const session::Identity known = m_server.identity();
        QVERIFY(m_server.create("/api/v1/namespaces/default/serviceaccounts",
                                {{"metadata", QJsonObject{{"name", "ada"}}}}));
        QVERIFY(m_server.create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                                QJsonDocument::fromJson(R"({"metadata":{"name":"ada"},
                                    "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
                                    "subjects":[{"kind":"ServiceAccount","name":"ada","namespace":"default"}]})")
                                    .object()));
        m_token = m_server
                      .post("/api/v1/namespaces/default/serviceaccounts/ada/token",
                            {{"kind", "TokenRequest"},
                             {"apiVersion", "authentication.k8s.io/v1"},
                             {"spec", QJsonObject{}}})["status"]["token"]
                      .toString()
                      .toUtf8();
        QVERIFY(m_token.size() > 100);
        QVERIFY(write("ca.crt", known.authority));
        QVERIFY(write("client.crt", known.certificate));
        QVERIFY(write("client.key", known.key));
        QVERIFY(write("token", m_token + '\n'));
        // Found only on the PATH of the login shell.
        const QByteArray program =
            "#!/bin/sh\necho \"plug-in ran\" >> " + m_folder.filePath("ran").toUtf8() +
            "\nprintf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
            "\"status\":{\"token\":\"%s\"}}' \"$(cat " +
            m_folder.filePath("token").toUtf8() + ")\"\n";
        QVERIFY(QDir(m_folder.path()).mkdir("bin"));
        QVERIFY(write("bin/harbour-login", program, true));
        QVERIFY(write("shell",
                      "#!/bin/sh\necho welcome\nPATH=\"" + m_folder.filePath("bin").toUtf8() +
                          ":$PATH\" exec /bin/sh -c \"$2\"\n",
                      true));
        m_shell = qgetenv("SHELL");
        qputenv("SHELL", m_folder.filePath("shell").toUtf8());
        const QByteArray server = known.server.toString().toUtf8();
        QByteArray config = "apiVersion: v1\nkind: Config\nclusters:\n"
                            "- name: checked\n  cluster: {server: '" +
                            server +
                            "', certificate-authority: ca.crt}\n"
                            "- name: inline\n  cluster: {server: '" +
                            server + "', certificate-authority-data: " + known.authority.toBase64() +
                            "}\n"
                            "- name: unchecked\n  cluster: {server: '" +
                            server +
                            "', insecure-skip-tls-verify: true}\n"
                            "- name: stranger\n  cluster: {server: '" +
                            server +
                            "'}\n"
                            "users:\n"
                            "- name: files\n  user: {client-certificate: client.crt, client-key: client.key}\n"
                            "- name: data\n  user: {client-certificate-data: " +
                            known.certificate.toBase64() + ", client-key-data: " + known.key.toBase64() +
                            "}\n"
                            "- name: token\n  user: {token: " +
                            m_token +
                            "}\n"
                            "- name: tokenFile\n  user: {tokenFile: token}\n"
                            "- name: wrong\n  user: {token: " +
                            m_token.left(m_token.size() - 12) +
                            "AAAAAAAAAAAA}\n"
                            "- name: exec\n  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: "
                            "harbour-login, interactiveMode: Never}}\n"
                            "contexts:\n";
        for (const auto& [context, cluster, user] :
             {std::tuple("cert-files", "checked", "files"), std::tuple("cert-data", "inline", "data"),
              std::tuple("token", "checked", "token"), std::tuple("token-file", "checked", "tokenFile"),
              std::tuple("plug-in", "checked", "exec"), std::tuple("unchecked", "unchecked", "token"),
              std::tuple("wrong-token", "checked", "wrong"), std::tuple("wrong-authority", "stranger", "token"),
              std::tuple("\"\\e[31mred\"", "checked", "token")})
            config +=
                QByteArray("- name: ") + context + "\n  context: {cluster: " + cluster + ", user: " + user + "}\n";
        QVERIFY(write("config", config));
        m_errors = std::make_unique<CapturedErrors>(m_folder.filePath("stderr"));
        m_console = std::make_unique<Console>(m_folder.filePath("config"));
    }

    void cleanupTestCase()
    {
        m_console.reset();
        qputenv("SHELL", m_shell);
        // Whatever was tried, nothing of it was logged.
        const QByteArray logged = m_errors ? m_errors->end() : QByteArray();
        fputs(logged.constData(), stderr);
        QVERIFY(!holdsSecret(QString::fromUtf8(logged)));
    }

    void everyKindOfCredentialsConnects_data()
    {
        QTest::addColumn<QString>("context");
        for (const char* context : {"cert-files", "cert-data", "token", "token-file"})
            QTest::newRow(context) << context;
    }

    void everyKindOfCredentialsConnects()
    {
        QFETCH(QString, context);
        choose(context);
        QTRY_COMPARE_WITH_TIMEOUT(status(), context + QStringLiteral(" · Connected"), Patience);
        QVERIFY(!m_console->find<widgets::Banner>("insecureBanner"));
        QVERIFY(!dialog());
        QVERIFY(!holdsSecret(wordsOnScreen()));
    }

    void aPlugInIsFoundByTheShellAndRunsAfterAYes()
    {
        choose("plug-in");
        QTRY_VERIFY(dialog());
        QVERIFY(dialog()->findChild<QPlainTextEdit*>("contextDetails")->toPlainText().startsWith("harbour-login"));
        QVERIFY(!QFile::exists(m_folder.filePath("ran")));
        dialog()->findChild<QPushButton*>("confirm")->click();
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("plug-in · Connected"), Patience);
        QVERIFY(QFile::exists(m_folder.filePath("ran")));
        QVERIFY(!holdsSecret(wordsOnScreen()));
    }

    void anUncheckedCertificateIsSaidAllTheTime()
    {
        choose("unchecked");
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("unchecked · Connected"), Patience);
        QTRY_VERIFY(m_console->find<widgets::Banner>("insecureBanner"));
        QVERIFY(m_console->find<widgets::Banner>("insecureBanner")->text().contains("insecure-skip-tls-verify"));
        m_console->shootAll("insecure");
    }

    void aWrongTokenIsSaidInTheServersWords()
    {
        choose("wrong-token");
        QTRY_VERIFY_WITH_TIMEOUT(m_console->window().windowTitle().startsWith("wrong-token"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(wordsOnScreen().contains("The server does not know who you are"), Patience);
        m_console->shootAll("unauthorized");
        QVERIFY(!holdsSecret(wordsOnScreen()));
    }

    void aServerThatCannotBeCheckedIsNotSpokenTo()
    {
        choose("wrong-authority");
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("connectionBanner"), Patience);
        QVERIFY2(m_console->find<widgets::Banner>("connectionBanner")->text().contains("certificate"),
                 qPrintable(m_console->find<widgets::Banner>("connectionBanner")->text()));
        m_console->shootAll("untrusted");
        QVERIFY(!holdsSecret(wordsOnScreen()));
    }

    void aNameThatColoursTerminalsIsLeftOut()
    {
        m_console->find<QToolButton>("addCluster")->click();
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = m_console->find<QMenu>("contextMenu")));
        QStringList texts;
        for (const QAction* action : menu->actions())
            texts.append(action->text());
        menu->close();
        const QString all = texts.join('\n');
        QVERIFY2(!all.contains(QChar(0x1b)), "an escape character is shown as it is");
        QVERIFY2(all.contains("\\u001b[31mred"), qPrintable(all)); // and why it is left out
    }

private:
    bool write(const QString& name, const QByteArray& bytes, bool executable = false)
    {
        QFile file(m_folder.filePath(name));
        const bool done = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        file.close();
        return done && (!executable || file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    /// By the menu, as a user does.
    void choose(const QString& context)
    {
        m_console->find<QToolButton>("addCluster")->click();
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = m_console->find<QMenu>("contextMenu")));
        const auto actions = menu->actions();
        const auto found =
            std::find_if(actions.begin(), actions.end(), [&](const QAction* each) { return each->text() == context; });
        QVERIFY2(found != actions.end(), qPrintable(context));
        (*found)->trigger();
        menu->close();
    }

    QDialog* dialog() { return m_console->window().findChild<QDialog*>("actionDialog"); }
    QString status()
    {
        return m_console->find<QLabel>("connectionStatus") ? m_console->find<QLabel>("connectionStatus")->text()
                                                           : QString();
    }

    bool holdsSecret(const QString& text) const
    {
        return text.contains(QString::fromUtf8(m_token.left(60))) ||
               text.contains(QString::fromUtf8(m_token.right(40))) || text.contains(QStringLiteral("PRIVATE KEY"));
    }

    /// Everything the window and its dialogs say, tooltips too.
    QString wordsOnScreen()
    {
        QStringList words{m_console->window().windowTitle()};
        for (QWidget* widget : QApplication::allWidgets()) {
            if (!widget->isVisible())
                continue;
            words.append(widget->toolTip());
            if (const auto* label = qobject_cast<QLabel*>(widget))
                words.append(label->text());
            else if (const auto* edit = qobject_cast<QLineEdit*>(widget))
                words.append(edit->text());
            else if (const auto* text = qobject_cast<QPlainTextEdit*>(widget))
                words.append(text->toPlainText());
            else if (const auto* banner = qobject_cast<widgets::Banner*>(widget))
                words.append(banner->text());
            else if (const auto* table = qobject_cast<widgets::TableView*>(widget))
                words.append(table->emptyText());
        }
        return words.join('\n');
    }

    QTemporaryDir m_folder;
    QByteArray m_token;
    QByteArray m_shell;
    ApiServer m_server;
    std::unique_ptr<CapturedErrors> m_errors;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(ContextsInWindowTest);
#include "contexts_test.moc"
