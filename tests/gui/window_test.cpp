#include "tests/gui/api_server.h"
#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QListWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace skiff;
using namespace skiff::test;

/// The window against a real control plane without a node.
class WindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/objects.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QJsonValue item : QJsonDocument::fromJson(file.readAll()).array())
            QVERIFY2(m_server.create(item["collection"].toString(), item["object"].toObject(), item["status"].toObject()),
                     qPrintable(item["object"]["metadata"]["name"].toString()));
    }

    void looks()
    {
        Console console(m_server.kubeconfig());
        QTRY_VERIFY(console.control().state() == session::ClusterControl::State::Absent);
        console.shootAll("start");
        QVERIFY(console.connectToFirstContext());
        for (const char* id : {"pods", "deployments", "services", "nodes", "namespaces", "events"}) {
            auto* navigation = console.find<QListWidget>("navigation");
            for (int row = 0; row < navigation->count(); ++row)
                if (navigation->item(row)->data(Qt::UserRole) == QString::fromLatin1(id))
                    navigation->setCurrentRow(row);
            QTRY_VERIFY(console.find<QTableView>(QString::fromLatin1(id) + "Table"));
            auto* table = console.find<QTableView>(QString::fromLatin1(id) + "Table");
            QTRY_VERIFY(table->model()->rowCount() > 2);
            console.shootAll(id);
            if (qstrcmp(id, "pods") == 0 || qstrcmp(id, "nodes") == 0) {
                table->selectRow(table->model()->rowCount() - 3);
                QTRY_VERIFY(console.find<QTabWidget>("inspectorTabs"));
                QTest::qWait(600);
                auto* tabs = console.find<QTabWidget>("inspectorTabs");
                for (int i = 0; i < 3; ++i) {
                    tabs->setCurrentIndex(i);
                    console.shootAll(QStringLiteral("%1-inspector%2").arg(id).arg(i));
                }
            }
        }
    }

private:
    ApiServer m_server;
};

SKIFF_REGISTER_TEST(WindowTest);
#include "window_test.moc"
