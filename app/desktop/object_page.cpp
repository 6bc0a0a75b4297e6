#include "app/desktop/object_page.h"

#include "app/desktop/action_menu.h"
#include "app/desktop/inspector.h"
#include "app/desktop/page_bar.h"
#include "app/desktop/panel_host.h"
#include "widgets/icons.h"

#include <QEvent>
#include <QKeyEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

ObjectPage::ObjectPage(PanelHost& host, QWidget* parent)
    : QWidget(parent), m_host(host), m_bar(new PageBar(host, false)), m_actions(new QToolButton),
      m_inspector(new Inspector(host))
{
    setObjectName(QStringLiteral("objectPage"));
    m_actions->setObjectName(QStringLiteral("objectActions"));
    m_actions->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_actions->setIcon(widgets::icon(QStringLiteral("menu")));
    m_inspector->setHead(false);
    m_bar->addWidget(m_actions);
    setFocusProxy(m_inspector);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_inspector, 1);
    connect(m_actions, &QToolButton::clicked, this, &ObjectPage::showActions);
    retranslate();
}

ObjectPage::~ObjectPage() = default;

void ObjectPage::show(const model::ObjectRef& object)
{
    m_object = object;
    m_bar->setTitle(object.name);
    m_bar->setCaption(object.nameSpace.isEmpty() ? object.kind.kind : QStringLiteral("%1 · %2").arg(object.kind.kind, object.nameSpace));
    m_inspector->show(object);
    follow();
}

model::ObjectRef ObjectPage::object() const
{
    return m_host.known(m_object);
}

void ObjectPage::follow()
{
    m_feed.reset();
    m_row = std::make_unique<model::ResourceTableModel>(m_object.kind.kind, m_object.kind.namespaced, m_host.clock());
    m_feed = std::make_unique<session::TableFeed>(
        m_host.transport(),
        session::TableFeed::Source{.path = m_object.kind.listPath(m_object.nameSpace), .fieldSelector = QStringLiteral("metadata.name=") + m_object.name},
        *m_row);
    connect(m_row.get(), &QAbstractItemModel::dataChanged, m_inspector, &Inspector::refresh);
    connect(m_row.get(), &QAbstractItemModel::rowsRemoved, m_inspector, [this] {
        if (!m_inspector->gone())
            m_inspector->objectGone();
    });
    m_feed->start();
}

void ObjectPage::reconnect()
{
    if (m_feed)
        m_feed->reconnect();
    m_inspector->reconnect();
}

void ObjectPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit m_host.backRequested();
    else if (!m_host.runShortcut(QKeySequence(event->keyCombination()), {object()}))
        QWidget::keyPressEvent(event);
}

void ObjectPage::showActions()
{
    (new ActionMenu(m_host, {object()}, this))->popup(m_actions->mapToGlobal(QPoint(0, m_actions->height())));
}

void ObjectPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ObjectPage::retranslate()
{
    m_actions->setText(tr("Actions"));
    m_actions->setToolTip(tr("What can be done with this object"));
}

} // namespace skiff::desktop
