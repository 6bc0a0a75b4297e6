#include "app/desktop/cluster_view.h"

#include "app/desktop/log_panel.h"
#include "app/desktop/navigation.h"
#include "app/desktop/resource_page.h"
#include "widgets/banner.h"
#include "widgets/icons.h"

#include <QEvent>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace skiff::desktop {

ClusterView::ClusterView(const session::Identity& identity, const Clock& clock, QWidget* parent)
    : QWidget(parent), m_transport(identity), m_clock(clock), m_navigation(new Navigation),
      m_pages(new QStackedWidget), m_dock(new QTabWidget), m_splitter(new QSplitter(Qt::Vertical)),
      m_lost(new widgets::Banner), m_retry(m_lost->addButton()), m_context(identity.context)
{
    setObjectName(QStringLiteral("clusterView"));
    m_dock->setObjectName(QStringLiteral("dock"));
    m_dock->setDocumentMode(true);
    m_dock->setTabsClosable(true);
    m_dock->setMovable(true);
    m_dock->setAutoFillBackground(true);
    m_dock->hide();
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_dock);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    // One line between navigation and content, drawn by a splitter handle that cannot be dragged.
    auto* columns = new QSplitter;
    columns->addWidget(m_navigation);
    columns->addWidget(m_splitter);
    columns->setChildrenCollapsible(false);
    m_lost->setObjectName(QStringLiteral("connectionBanner"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_lost);
    rows->addWidget(columns, 1);

    connect(m_navigation, &Navigation::pageRequested, this, &ClusterView::openPage);
    connect(m_dock, &QTabWidget::tabCloseRequested, this, &ClusterView::closeDockTab);
    connect(m_retry, &QPushButton::clicked, this, [this] { page()->retry(); });
    connect(this, &ClusterView::connectionChanged, this, &ClusterView::showConnection);
    m_retry->setText(tr("Try now"));
}

ClusterView::~ClusterView()
{
    // Calls must end before the transport does, and children are destroyed after members.
    delete m_splitter;
}

void ClusterView::openPage(const QString& id)
{
    const model::ResourceKind* kind = model::resourceKind(id);
    if (!kind)
        return;
    ResourcePage*& page = m_pageById[id];
    if (!page) {
        page = new ResourcePage(m_transport, *kind, m_clock);
        m_pages->addWidget(page);
        connect(page, &ResourcePage::logsRequested, this, &ClusterView::openLogs);
        connect(page, &ResourcePage::feedChanged, this, &ClusterView::connectionChanged);
    }
    m_pages->setCurrentWidget(page);
    m_navigation->select(id);
    emit connectionChanged();
}

QString ClusterView::currentPage() const
{
    return m_navigation->currentId();
}

void ClusterView::focusNavigation()
{
    m_navigation->setFocus(Qt::OtherFocusReason); // not the keyboard: no ring
}

void ClusterView::focusFilter()
{
    if (ResourcePage* current = page())
        current->focusFilter();
}

bool ClusterView::connected() const
{
    return page() && page()->feed().state() == session::TableFeed::State::Live;
}

QString ClusterView::connectionWords() const
{
    if (!page() || page()->feed().state() == session::TableFeed::State::Loading)
        return tr("Connecting…");
    if (connected())
        return tr("Connected");
    return tr("Reconnecting…");
}

void ClusterView::openLogs(const QString& podPath, const QString& name, const std::vector<QString>& containers)
{
    for (int i = 0; i < m_dock->count(); ++i) {
        if (m_dock->widget(i)->property("podPath") == podPath) {
            m_dock->setCurrentIndex(i);
            return;
        }
    }
    auto* panel = new LogPanel(m_transport, podPath, containers);
    panel->setProperty("podPath", podPath);
    connect(panel, &LogPanel::closeRequested, this, [this, panel] { closeDockTab(m_dock->indexOf(panel)); });
    m_dock->setCurrentIndex(m_dock->addTab(panel, widgets::icon(QStringLiteral("logs")), name));
    if (!m_dock->isVisible()) {
        m_dock->show();
        m_splitter->setSizes({height() * 3 / 5, height() * 2 / 5});
    }
}

void ClusterView::closeDockTab(int index)
{
    delete m_dock->widget(index);
    m_dock->setVisible(m_dock->count() > 0);
    if (m_dock->count() == 0 && page())
        page()->focusTable();
}

void ClusterView::showConnection()
{
    const bool lost = page() && page()->feed().state() == session::TableFeed::State::Retrying;
    if (lost)
        m_lost->say(widgets::Glyph::Triangle,
                    tr("The connection to \"%1\" is interrupted: %2. Skiff keeps trying; what you see may be old.")
                        .arg(m_context, page()->feed().problem()));
    else
        m_lost->hide();
}

void ClusterView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        m_retry->setText(tr("Try now"));
        showConnection();
    }
}

ResourcePage* ClusterView::page() const
{
    return qobject_cast<ResourcePage*>(m_pages->currentWidget());
}

} // namespace skiff::desktop
