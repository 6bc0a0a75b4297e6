#include "tests/gui/panel_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/cluster_view.h"
#include "app/desktop/forwards/forward_model.h"
#include "app/desktop/forwards/forwards_panel.h"
#include "app/desktop/logs/log_panel.h"
#include "app/desktop/terminal/terminal_panel.h"
#include "app/session/settings.h"
#include "widgets/banner.h"
#include "widgets/table_view.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkInterface>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QTcpServer>
#include <QTcpSocket>

using namespace skiff;
using namespace skiff::test;
using desktop::ForwardModel;

/// Port forwards of the real window to containers that really serve. Needs root.
class ForwardsPanelTest final : public QObject
{
    Q_OBJECT

public:
    Q_INVOKABLE void takeLink(const QUrl& url) { m_opened = url.toString(); }

private slots:
    void initTestCase()
    {
        if (const auto why = RealCluster::missing())
            QSKIP(qPrintable(*why));
        m_driver = std::make_unique<PanelDriver>(QStringLiteral("gui-forwards"));
        QVERIFY(m_driver->begin());
        QVERIFY(m_driver->cluster().kubectl({"apply", "-f", SKIFF_SOURCE_DIR "/resources/samples/web.yaml"}));
        QVERIFY(m_driver->cluster().waitFor("deployment/web"));
    }

    void cleanupTestCase() { m_driver.reset(); }

    void aServiceIsForwardedByName()
    {
        openDialog("services", "web");
        auto* remote = dialogs<QComboBox>("forwardRemote");
        QTRY_VERIFY_WITH_TIMEOUT(remote->currentText().startsWith("80 (http)"), PanelPatience);
        m_port = dialogs<QSpinBox>("forwardLocal")->value();
        QCOMPARE(m_port >= 8080, true); // a port below 1024 would need rights
        dialogs<QLineEdit>("forwardName")->setText("shop window");
        m_driver->console().shootTop("panel-forward-dialog");
        dialogs<QPushButton>("forwardOk")->click();
        QTRY_VERIFY_WITH_TIMEOUT(cell(0, ForwardModel::Status) == "Ready", PanelPatience);
        QCOMPARE(cell(0, ForwardModel::Name), QStringLiteral("shop window"));
        QCOMPARE(cell(0, ForwardModel::Address), QStringLiteral("127.0.0.1:%1").arg(m_port));
        QVERIFY2(page(m_port).contains("Ahoy"), qPrintable(cell(0, ForwardModel::Status)));
        QTRY_VERIFY(cell(0, ForwardModel::Traffic).contains("↓"));
        for (const QHostAddress& address : QNetworkInterface::allAddresses())
            if (!address.isLoopback() && address.protocol() == QAbstractSocket::IPv4Protocol) {
                QTcpSocket other;
                other.connectToHost(address, quint16(m_port));
                QVERIFY(!other.waitForConnected(1000)); // this machine's programs only
            }
    }

    /// As `nc -N`: the request ends with the program's way, and the answer comes behind it.
    void aProgramThatHasSentEverythingGetsItsAnswer()
    {
        QVERIFY(m_driver->cluster().apply(R"yaml(
apiVersion: v1
kind: Pod
metadata: {name: counter}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: count # answers when it has heard everything
      image: skiff.local/busybox:1.0
      command: [sh, -c, 'while :; do nc -l -p 7000 -e sh -c "echo heard \$(wc -c)"; done']
      ports: [{name: count, containerPort: 7000}]
)yaml"));
        QVERIFY(m_driver->cluster().waitFor("pod/counter"));
        openDialog("pods", "counter");
        auto* remote = dialogs<QComboBox>("forwardRemote");
        QTRY_VERIFY_WITH_TIMEOUT(remote->currentText().startsWith("7000"), PanelPatience);
        dialogs<QPushButton>("forwardOk")->click();
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        const QString port = cell(1, ForwardModel::Address).section(':', 1);
        QProcess program;
        program.start("python3", {"-c",
                                  "import socket,sys\n"
                                  "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
                                  "s.sendall(b'x' * 100000); s.shutdown(socket.SHUT_WR)\n"
                                  "a = b''\n"
                                  "while d := s.recv(4096): a += d\n"
                                  "print(a.decode())",
                                  port});
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, PanelPatience);
        QCOMPARE(program.readAllStandardOutput().trimmed(), QByteArray("heard 100000"));
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        table()->selectRow(1);
        button("forwardRemove")->click();
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->selectRow(0);
    }

    void theBrowserOpensIt()
    {
        QDesktopServices::setUrlHandler("http", this, "takeLink");
        button("forwardOpen")->click();
        QDesktopServices::unsetUrlHandler("http");
        QCOMPARE(m_opened, QStringLiteral("http://localhost:%1/").arg(m_port));
    }

    void anotherPodTakesOverWhenOneGoes()
    {
        const QString first = cell(0, ForwardModel::Pod);
        QVERIFY(m_driver->cluster().kubectl({"delete", "pod", first, "--wait=false"}));
        QTRY_VERIFY_WITH_TIMEOUT(!cell(0, ForwardModel::Pod).isEmpty() && cell(0, ForwardModel::Pod) != first,
                                 PanelPatience);
        QVERIFY(page(m_port).contains("Ahoy"));
        QVERIFY(m_driver->cluster().kubectl({"scale", "deployment/web", "--replicas=0"}));
        QTRY_VERIFY_WITH_TIMEOUT(cell(0, ForwardModel::Status).contains("no pod") ||
                                     cell(0, ForwardModel::Status).contains("is ready"),
                                 PanelPatience);
        QCOMPARE(page(m_port), QByteArray());
        QVERIFY(m_driver->cluster().kubectl({"scale", "deployment/web", "--replicas=2"}));
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        QVERIFY(page(m_port).contains("Ahoy"));
    }

    void aTakenPortIsToldWithAFreeOne()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        openDialog("deployments", "web");
        auto* remote = dialogs<QComboBox>("forwardRemote");
        QTRY_VERIFY_WITH_TIMEOUT(remote->currentText().startsWith("8080"), PanelPatience);
        dialogs<QSpinBox>("forwardLocal")->setValue(other.serverPort());
        dialogs<QPushButton>("forwardOk")->click();
        QTRY_VERIFY_WITH_TIMEOUT(cell(1, ForwardModel::Status).contains("is used by another program"), PanelPatience);
        QTRY_VERIFY(button("forwardSuggestion")->isVisible());
        for (const int width : {1920, 1280}) {
            m_driver->console().window().resize(width, 900);
            QTRY_VERIFY(table()->columnWidth(ForwardModel::Status) >=
                        table()->sizeHintForIndex(table()->model()->index(1, ForwardModel::Status)).width());
            QVERIFY(table()->horizontalHeader()->length() <= table()->viewport()->width());
            m_driver->console().shootAll(width == 1280 ? "panel-forwards" : "panel-forwards-wide");
        }
        // Words that are there already follow the language.
        m_driver->console().appearance().setLanguage("zh_CN");
        QTRY_VERIFY2(cell(1, ForwardModel::Status).contains(QStringLiteral("端口")),
                     qPrintable(cell(1, ForwardModel::Status)));
        m_driver->console().appearance().setLanguage("en");
        QTRY_VERIFY(cell(1, ForwardModel::Status).contains("is used by another program"));
        button("forwardSuggestion")->click();
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        const int port = cell(1, ForwardModel::Address).section(':', 1).toInt();
        QVERIFY(port != other.serverPort());
        QVERIFY(page(port).contains("Ahoy"));
    }

    void aKilledServerIsWaitedFor()
    {
        QVERIFY(m_driver->cluster().kill("skiffd server"));
        QTRY_VERIFY_WITH_TIMEOUT(page(m_port).contains("Ahoy"), PanelPatience);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        QVERIFY(m_driver->cluster().kill("skiffd agent"));
        QTRY_VERIFY_WITH_TIMEOUT(page(m_port).contains("Ahoy"), PanelPatience);
    }

    void forwardsAreRememberedStoppedAndDeleted()
    {
        auto settings = session::Settings::open(m_driver->console().home() + "/desktop.db");
        QVERIFY(settings.ok());
        QVERIFY((*settings)->value("forwards").contains("shop window"));
        table()->selectRow(0);
        button("forwardToggle")->click();
        QTRY_COMPARE(cell(0, ForwardModel::Status), QStringLiteral("Stopped"));
        QCOMPARE(page(m_port), QByteArray());
        button("forwardToggle")->click();
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        button("forwardRemove")->click();
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(!(*settings)->value("forwards").contains("shop window"));
        m_driver->console().find<QPushButton>("undo")->click();
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ForwardModel::Name), QStringLiteral("shop window"), PanelPatience);
    }

    /// Whoever may look but not use is told so, with the right that is missing.
    void whatIsForbiddenIsNotOfferedOrSaid()
    {
        QVERIFY(m_driver->cluster().apply(R"yaml(
apiVersion: v1
kind: ServiceAccount
metadata: {name: looker}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: looker}
rules:
  - {apiGroups: ["", apps], resources: [pods, services, namespaces, deployments], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: looker}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looker}
subjects: [{kind: ServiceAccount, name: looker, namespace: default}]
)yaml"));
        QVERIFY(m_driver->beginAs("looker"));
        const auto refused = [this](Qt::Key key, const char* right) {
            m_driver->closePanels();
            return m_driver->press("pods", "counter", key) &&
                   m_driver->notice().contains(QLatin1String("does not allow you to ") + QLatin1String(right) +
                                               QLatin1String(" in namespace default")) &&
                   m_driver->dock().count() == 0;
        };
        for (const auto& [key, right] : {std::pair(Qt::Key_S, "create pods/exec"), std::pair(Qt::Key_L, "get pods/log"),
                                         std::pair(Qt::Key_P, "create pods/portforward")})
            QTRY_VERIFY2_WITH_TIMEOUT(refused(key, right), qPrintable(m_driver->notice()), PanelPatience);
        m_driver->console().shootAll("panel-refused");
        QVERIFY(!dialogs<QPushButton>("forwardOk"));
        // For what selects pods it is known when a pod is asked for.
        QVERIFY(m_driver->press("deployments", "web", Qt::Key_L));
        QTRY_VERIFY2_WITH_TIMEOUT(
            m_driver->panel<desktop::LogPanel>()->statusText().contains("cannot get resource \"pods/log\""),
            qPrintable(m_driver->panel<desktop::LogPanel>()->statusText()), PanelPatience);
        m_driver->console().shootAll("panel-logs-forbidden");
        openDialog("deployments", "web");
        QTRY_VERIFY_WITH_TIMEOUT(dialogs<QComboBox>("forwardRemote")->currentText().startsWith("8080"), PanelPatience);
        dialogs<QPushButton>("forwardOk")->click();
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ForwardModel::Status), QStringLiteral("Ready"), PanelPatience);
        QCOMPARE(page(cell(0, ForwardModel::Address).section(':', 1).toInt()), QByteArray());
        QTRY_VERIFY2_WITH_TIMEOUT(cell(0, ForwardModel::Status).contains("cannot create resource \"pods/portforward\""),
                                  qPrintable(cell(0, ForwardModel::Status)), PanelPatience);
        auto* words = m_driver->console().find<QLabel>("forwardWords"); // too many for the row
        QVERIFY(words && words->text() == cell(0, ForwardModel::Status));
        m_driver->console().shootAll("panel-forwards-forbidden");
        // A terminal that was open when the right was taken away.
        auto* view = m_driver->console().window().findChild<desktop::ClusterView*>("clusterView");
        view->dock().open(new desktop::TerminalPanel(
            view->host(), {.kind = *model::resourceKind("pods"), .nameSpace = "default", .name = "counter"},
            desktop::TerminalPanel::Purpose::Shell));
        auto* banner = m_driver->panel<desktop::TerminalPanel>()->findChild<widgets::Banner*>("terminalBanner");
        QTRY_VERIFY2_WITH_TIMEOUT(banner->text().contains("resource \"pods/exec\""), qPrintable(banner->text()),
                                  PanelPatience);
    }

private:
    void openDialog(const QString& kind, const QString& object)
    {
        QVERIFY(m_driver->press(kind, object, Qt::Key_P));
        QTRY_VERIFY(dialogs<QPushButton>("forwardOk"));
    }

    template <typename Widget>
    Widget* dialogs(const char* name)
    {
        return m_driver->console().window().findChild<Widget*>(QLatin1String(name));
    }

    widgets::TableView* table() { return m_driver->console().find<widgets::TableView>("forwardsTable"); }
    QPushButton* button(const char* name)
    {
        return m_driver->panel<desktop::ForwardsPanel>()->findChild<QPushButton*>(QLatin1String(name));
    }
    QString cell(int row, int column)
    {
        return table() ? table()->model()->index(row, column).data().toString() : QString();
    }

    /// What a browser would get; empty when the connection is refused or broken.
    static QByteArray page(int port)
    {
        QTcpSocket browser;
        browser.connectToHost(QHostAddress::LocalHost, quint16(port));
        browser.write("GET / HTTP/1.0\r\n\r\n");
        QByteArray answer;
        (void)QTest::qWaitFor(
            [&] {
                answer += browser.readAll();
                return answer.contains("Ahoy") || browser.state() == QAbstractSocket::UnconnectedState;
            },
            10'000);
        return answer;
    }

    std::unique_ptr<PanelDriver> m_driver;
    int m_port = 0;
    QString m_opened;
};

SKIFF_REGISTER_TEST(ForwardsPanelTest);
#include "forwards_panel_test.moc"
