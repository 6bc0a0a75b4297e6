#include "app/desktop/cluster_view.h"

#include "app/desktop/dock.h"
#include "app/desktop/message.h"
#include "app/desktop/navigation.h"
#include "app/desktop/notice_strip.h"
#include "app/desktop/resource_page.h"
#include "widgets/banner.h"

#include <QEvent>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skiff::desktop {

ClusterView::ClusterView(const session::Identity& identity, session::Settings* settings, const Clock& clock,
                         QWidget* parent)
    : QWidget(parent),
      m_cluster(identity, settings),
      m_clock(clock),
      m_navigation(new Navigation),
      m_pages(new QStackedWidget),
      m_dock(new Dock),
      m_host(m_cluster, *m_dock, settings, clock),
      m_notice(new NoticeStrip),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_lost(new widgets::Banner),
      m_retry(m_lost->addButton())
{
    setObjectName(QStringLiteral("clusterView"));
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
    rows->addWidget(m_notice);

    m_host.actions().setAuthorizer([this](const model::Action& action, const model::ObjectRef& object) {
        return m_cluster.access().may(action.verb, object.kind, object.nameSpace, action.subresource, object.name) !=
               session::Access::Answer::No;
    });
    registerPanels(m_host);
    connectAll();
    m_retry->setText(tr("Try now"));
    m_cluster.discovery().refresh();
}

ClusterView::~ClusterView()
{
    // Calls must end before the transport does, and children are destroyed after members.
    delete m_splitter;
}

void ClusterView::connectAll()
{
    connect(m_navigation, &Navigation::pageRequested, this, &ClusterView::openPage);
    connect(m_dock, &Dock::fillRequested, this, &ClusterView::fillDock);
    connect(m_dock, &Dock::emptied, this, [this] {
        if (page())
            page()->focusTable();
    });
    connect(m_retry, &QPushButton::clicked, this, [this] { page()->retry(); });
    connect(this, &ClusterView::connectionChanged, this, &ClusterView::showConnection);
    connect(&m_host, &PanelHost::kindRequested, this, &ClusterView::openPage);
    connect(&m_host, &PanelHost::notified, m_notice, &NoticeStrip::done);
    connect(&m_host, &PanelHost::failed, m_notice, &NoticeStrip::problem);
    connect(&m_host, &PanelHost::questionAsked, this,
            [this](const model::Question& question, const std::function<void()>& confirmed) {
                confirm(this, question.title, question.words, question.verb, confirmed);
            });
}

void ClusterView::openPage(const QString& id)
{
    const model::ResourceKind* kind = m_cluster.kinds().byId(id);
    if (!kind)
        return;
    ResourcePage*& page = m_pageById[id];
    if (!page) {
        page = new ResourcePage(m_host, *kind);
        m_pages->addWidget(page);
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

void ClusterView::fillDock(bool fill)
{
    m_pages->setVisible(!fill);
}

void ClusterView::showConnection()
{
    const bool lost = page() && page()->feed().state() == session::TableFeed::State::Retrying;
    if (lost)
        m_lost->say(widgets::Glyph::Triangle,
                    tr("The connection to \"%1\" is interrupted: %2. Skiff keeps trying; what you see may be old.")
                        .arg(m_cluster.name(), page()->feed().problem()));
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
