#include "app/desktop/cluster_view.h"

#include "app/desktop/dock.h"
#include "app/desktop/message.h"
#include "app/desktop/namespace_chooser.h"
#include "app/desktop/navigation.h"
#include "app/desktop/notice_strip.h"
#include "app/desktop/object_page.h"
#include "app/desktop/overview_page.h"
#include "app/desktop/resource_page.h"
#include "app/model/foreign_text.h"
#include "widgets/banner.h"

#include <QApplication>
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
      m_navigation(new Navigation(m_cluster)),
      m_pages(new QStackedWidget),
      m_dock(new Dock),
      m_host(m_cluster, *m_dock, settings, clock),
      m_notice(new NoticeStrip),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_lost(new widgets::Banner), m_insecure(new widgets::Banner),
      m_retry(m_lost->addButton()), m_objectPage(new ObjectPage(m_host)), m_overview(new OverviewPage(m_host))
{
    setObjectName(QStringLiteral("clusterView"));
    m_pages->addWidget(m_overview);
    m_pages->addWidget(m_objectPage);
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
    m_insecure->setObjectName(QStringLiteral("insecureBanner"));
    rows->addWidget(m_insecure);
    rows->addWidget(m_lost);
    rows->addWidget(columns, 1);
    rows->addWidget(m_notice);

    m_host.actions().setAuthorizer([this](const model::Action& action, const model::ObjectRef& object) {
        return m_cluster.access().may(action.verb, object.kind, object.nameSpace, action.subresource, object.name) !=
               session::Access::Answer::No;
    });
    registerPanels(m_host);
    connectAll();
    retranslate();
    m_cluster.discovery().refresh();
    m_cluster.kindWatch().restart();
}

ClusterView::~ClusterView()
{
    m_cluster.kindWatch().stop();
    // Calls must end before the transport does, and children are destroyed after members.
    delete m_splitter;
    delete m_navigation;
}

void ClusterView::connectAll()
{
    connect(m_navigation, &Navigation::pageRequested, this, &ClusterView::openPage);
    connect(m_navigation, &Navigation::searchLeft, this, [this] {
        if (page())
            page()->focusTable();
    });
    connect(m_dock, &Dock::fillRequested, this, &ClusterView::fillDock);
    connect(m_dock, &Dock::emptied, this, [this] {
        if (page())
            page()->focusTable();
    });
    session::ConnectionWatch& connection = m_cluster.connection();
    connect(m_retry, &QPushButton::clicked, &connection, &session::ConnectionWatch::check);
    connect(&connection, &session::ConnectionWatch::stateChanged, this, &ClusterView::connectionChanged);
    connect(&connection, &session::ConnectionWatch::measured, this, &ClusterView::connectionChanged);
    connect(&connection, &session::ConnectionWatch::ticked, this, &ClusterView::showConnection);
    connect(&connection, &session::ConnectionWatch::recovered, this, &ClusterView::reconnect);
    connect(&m_cluster.discovery(), &session::Discovery::changed, this, [this] {
        followKinds();
        if (!m_wanted.isEmpty())
            openPage(m_wanted);
    });
    connect(&m_cluster.kindWatch(), &session::KindWatch::changed, this, [this](const QStringList& definitions) {
        for (ResourcePage* page : std::as_const(m_pageById))
            if (definitions.contains(page->kind().plural() + QLatin1Char('.') + page->kind().group))
                page->relist();
    });
    connect(this, &ClusterView::connectionChanged, this, &ClusterView::showConnection);
    connect(&m_host, &PanelHost::kindRequested, this, &ClusterView::openPage);
    connect(&m_host, &PanelHost::objectRequested, this, &ClusterView::openObject);
    connect(&m_host, &PanelHost::backRequested, this, &ClusterView::goBack);
    connect(&m_host, &PanelHost::forwardRequested, this, &ClusterView::goForward);
    connect(&m_host, &PanelHost::namespacesRequested, this, &ClusterView::chooseNamespaces);
    connect(&m_host, &PanelHost::notified, m_notice, &NoticeStrip::done);
    connect(&m_host, &PanelHost::failed, m_notice, &NoticeStrip::problem);
    connect(&m_host, &PanelHost::offered, m_notice, &NoticeStrip::offer);
    connect(&m_host, &PanelHost::questionAsked, this,
            [this](const model::Question& question, const std::function<void()>& confirmed) {
                confirm(this, question.title, question.words, question.verb, confirmed);
            });
}

void ClusterView::openPage(const QString& id)
{
    if (id != QLatin1String(Navigation::Overview) && !m_cluster.kinds().byId(id)) {
        m_wanted = id;
        return;
    }
    go({id, std::nullopt});
}

/// Pages of kinds that the server serves no more go, and who looks at one is told; a kind that is served elsewhere
/// now, in another version, gets another page.
void ClusterView::followKinds()
{
    if (!m_cluster.discovery().complete() || !m_cluster.discovery().problem().isEmpty())
        return;
    for (const QString& id : m_pageById.keys()) {
        ResourcePage* page = m_pageById.value(id);
        const model::ResourceKind* kind = m_cluster.kinds().byId(id);
        if (!kind) {
            leave(*page);
        } else if (kind->path != page->kind().path || kind->namespaced != page->kind().namespaced ||
                   kind->kind != page->kind().kind) {
            const bool shown = m_pages->currentWidget() == page;
            const bool focused = page->isAncestorOf(QApplication::focusWidget());
            m_pageById.remove(id);
            if (shown)
                visit({id, std::nullopt});
            if (focused)
                focusPage();
            m_pages->removeWidget(page);
            page->deleteLater();
        }
    }
}

void ClusterView::leave(ResourcePage& page)
{
    const bool shown = m_pages->currentWidget() == &page;
    const bool focused = page.isAncestorOf(QApplication::focusWidget());
    const QString title = page.kind().title();
    forgetPage(m_pageById.key(&page));
    if (shown) {
        openPage(QLatin1String(Navigation::Overview));
        m_notice->problem(tr("This cluster has no %1 any more: what defined them was deleted.").arg(title));
    }
    if (focused)
        focusPage();
    m_pages->removeWidget(&page);
    page.deleteLater();
}

/// Back and forward do not lead there any more.
void ClusterView::forgetPage(const QString& id)
{
    m_pageById.remove(id);
    for (size_t i = m_history.size(); i-- > 0;) {
        if (m_history[i].page != id)
            continue;
        m_history.erase(m_history.begin() + std::ptrdiff_t(i));
        if (m_at > 0 && m_at >= i)
            --m_at;
    }
    m_host.setHistory(m_at > 0, m_at + 1 < m_history.size());
}

void ClusterView::openObject(const model::ObjectRef& object)
{
    go({object.kind.id, object});
}

void ClusterView::go(const Place& place)
{
    m_wanted.clear();
    const bool same = !m_history.empty() && !m_history[m_at].object && !place.object && m_history[m_at].page == place.page;
    if (!same) {
        if (!m_history.empty())
            m_history.resize(m_at + 1);
        m_history.push_back(place);
        m_at = m_history.size() - 1;
    }
    visit(place);
}

void ClusterView::step(int by)
{
    if ((by < 0 && m_at == 0) || (by > 0 && m_at + 1 >= m_history.size()))
        return;
    m_at += size_t(by);
    visit(m_history[m_at]);
    if (!m_history[m_at].object)
        focusPage();
}

void ClusterView::visit(const Place& place)
{
    if (place.object) {
        m_objectPage->show(*place.object);
        m_pages->setCurrentWidget(m_objectPage);
        m_objectPage->setFocus(Qt::OtherFocusReason);
    } else if (place.page == QLatin1String(Navigation::Overview)) {
        m_pages->setCurrentWidget(m_overview);
    } else if (const model::ResourceKind* kind = m_cluster.kinds().byId(place.page)) {
        ResourcePage*& page = m_pageById[place.page];
        if (!page) {
            page = new ResourcePage(m_host, *kind);
            m_pages->addWidget(page);
            connect(page, &ResourcePage::feedChanged, this, [this, page] {
                // A table that lives again knows it before the next look at the connection.
                if (page->state() == session::TableFeed::State::Live && !connected())
                    m_cluster.connection().check();
                emit connectionChanged();
            });
            connect(page, &ResourcePage::interrupted, &m_cluster.connection(), &session::ConnectionWatch::check);
        }
        m_pages->setCurrentWidget(page);
    }
    m_navigation->select(place.page);
    m_host.setHistory(m_at > 0, m_at + 1 < m_history.size());
    emit connectionChanged();
}

QString ClusterView::currentPage() const
{
    return m_history.empty() ? m_wanted : m_history[m_at].page;
}

void ClusterView::focusNavigation()
{
    m_navigation->focusList();
}

void ClusterView::focusKindSearch()
{
    m_navigation->focusSearch();
}

void ClusterView::focusFilter()
{
    if (ResourcePage* current = page())
        current->focusFilter();
}

void ClusterView::focusPage()
{
    if (ResourcePage* current = page())
        current->focusTable();
    else if (m_pages->currentWidget() == m_overview)
        m_overview->focusRows();
    else
        m_pages->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

void ClusterView::switchFocus()
{
    if (m_dock->count() > 0 && !m_dock->isAncestorOf(QApplication::focusWidget()))
        m_dock->currentWidget()->setFocus(Qt::ShortcutFocusReason);
    else
        focusPage();
}

void ClusterView::toggleDockFill()
{
    m_dock->setFill(!m_dock->filling());
}

void ClusterView::undo()
{
    m_notice->undo();
}

void ClusterView::chooseNamespaces(QWidget* beside)
{
    if (!beside)
        for (QWidget* button : m_pages->currentWidget()->findChildren<QWidget*>(QStringLiteral("namespaceChooser")))
            if (button->isVisible())
                beside = button;
    (new NamespaceChooser(m_cluster, beside ? *beside : *m_pages))->open();
}

bool ClusterView::connected() const
{
    return m_cluster.connection().state() == session::ConnectionWatch::State::Alive;
}

QString ClusterView::connectionWords() const
{
    switch (m_cluster.connection().state()) {
    case session::ConnectionWatch::State::Unknown: return tr("Connecting…");
    case session::ConnectionWatch::State::Alive: return tr("Connected");
    case session::ConnectionWatch::State::Lost: return tr("Reconnecting…");
    }
    return {};
}

void ClusterView::reconnect()
{
    for (ResourcePage* page : std::as_const(m_pageById))
        page->reconnect();
    m_objectPage->reconnect();
    m_overview->reconnect();
    emit connectionChanged();
}

void ClusterView::fillDock(bool fill)
{
    m_pages->setVisible(!fill);
}

void ClusterView::showConnection()
{
    const session::ConnectionWatch& connection = m_cluster.connection();
    if (connection.state() != session::ConnectionWatch::State::Lost) {
        m_lost->hide();
        return;
    }
    const int next = connection.secondsToNext();
    const QString when = next > 0 ? tr("Next try in %1 s.").arg(next) : tr("Trying…");
    const QString name = model::foreignLine(m_cluster.name());
    const int lost = connection.secondsLost();
    m_lost->say(widgets::Glyph::Triangle,
                lost > 0 ? tr("No answer from \"%1\" for %2 s: %3. What you see may be old. %4")
                               .arg(name)
                               .arg(lost)
                               .arg(connection.problem(), when)
                         : tr("No answer from \"%1\": %2. What you see may be old. %3")
                               .arg(name, connection.problem(), when));
}

void ClusterView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_cluster.connection().setWatching(true);
}

void ClusterView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_cluster.connection().setWatching(false);
}

void ClusterView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ClusterView::retranslate()
{
    m_retry->setText(tr("Try now"));
    if (m_cluster.identity().insecure)
        m_insecure->say(widgets::Glyph::Triangle,
                        tr("The certificate of this server is not checked (insecure-skip-tls-verify): anybody on the way there can read and change what you send."));
    showConnection();
}

void ClusterView::rememberPage()
{
    m_cluster.remember(QStringLiteral("page"), currentPage().toUtf8());
}

ResourcePage* ClusterView::page() const
{
    return qobject_cast<ResourcePage*>(m_pages->currentWidget());
}

} // namespace skiff::desktop
