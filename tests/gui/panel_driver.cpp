#include "tests/gui/panel_driver.h"

#include "app/desktop/cluster_view.h"
#include "app/model/resource_table_model.h"
#include "widgets/banner.h"
#include "widgets/table_view.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QListWidget>

namespace skiff::test {

bool PanelDriver::begin()
{
    if (!m_cluster.start())
        return false;
    m_console = std::make_unique<Console>(m_cluster.kubeconfig());
    return m_console->connectToFirstContext();
}

bool PanelDriver::beginAs(const QString& account)
{
    const auto token = m_cluster.kubectl({QStringLiteral("create"), QStringLiteral("token"), account});
    const auto config = m_cluster.kubectl({QStringLiteral("config"), QStringLiteral("view"), QStringLiteral("--minify"),
                                           QStringLiteral("--flatten"), QStringLiteral("-o"), QStringLiteral("json")});
    if (!token || !config)
        return false;
    QJsonObject json = QJsonDocument::fromJson(*config).object();
    QJsonObject user = json.value(QLatin1String("users")).toArray().at(0).toObject();
    user.insert(QStringLiteral("user"), QJsonObject{{QStringLiteral("token"), QString::fromUtf8(token->trimmed())}});
    json.insert(QStringLiteral("users"), QJsonArray{user});
    m_console.reset();
    QFile file(m_folder.filePath(account));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write(QJsonDocument(json).toJson());
    file.close();
    m_console = std::make_unique<Console>(file.fileName());
    return m_console->connectToFirstContext();
}

desktop::Dock& PanelDriver::dock()
{
    return m_console->window().findChild<desktop::ClusterView*>(QStringLiteral("clusterView"))->dock();
}

bool PanelDriver::choose(const QString& page, const QString& object)
{
    auto* navigation = m_console->find<QListWidget>(QStringLiteral("navigation"));
    for (int row = 0; navigation && row < navigation->count(); ++row)
        if (navigation->item(row)->data(Qt::UserRole) == page)
            navigation->setCurrentRow(row);
    const auto row = [&] {
        auto* table = m_console->find<widgets::TableView>(page + QStringLiteral("Table"));
        for (int i = 0; table && i < table->model()->rowCount(); ++i)
            if (table->model()->index(i, 0).data(model::ResourceTableModel::NameRole).toString() == object)
                return i;
        return -1;
    };
    if (!QTest::qWaitFor([&row] { return row() >= 0; }, PanelPatience))
        return false;
    auto* table = m_console->find<widgets::TableView>(page + QStringLiteral("Table"));
    table->setFocus();
    table->selectionModel()->setCurrentIndex(table->model()->index(row(), 0),
                                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    return true;
}

bool PanelDriver::press(const QString& page, const QString& object, Qt::Key key)
{
    if (!choose(page, object))
        return false;
    QTest::keyClick(m_console->find<widgets::TableView>(page + QStringLiteral("Table")), key);
    return true;
}

bool PanelDriver::runAction(const QString& page, const QString& object, const QString& action)
{
    const model::ResourceKind* kind = model::resourceKind(page);
    if (!kind || !choose(page, object))
        return false;
    desktop::PanelHost& host =
        m_console->window().findChild<desktop::ClusterView*>(QStringLiteral("clusterView"))->host();
    const model::ObjectRef ref{
        .kind = *kind, .nameSpace = kind->namespaced ? QStringLiteral("default") : QString(), .name = object};
    const model::Action* found = host.actions().byId(action);
    if (!found || !host.actions().allowed(*found, {ref}))
        return false;
    host.run(*found, {ref});
    return true;
}

void PanelDriver::closePanels()
{
    while (dock().count() > 0)
        dock().closePanel(qobject_cast<desktop::DockPanel*>(dock().widget(0)));
}

QString PanelDriver::notice()
{
    auto* strip = m_console->find<widgets::Banner>(QStringLiteral("noticeStrip"));
    return strip ? strip->text() : QString();
}

} // namespace skiff::test
