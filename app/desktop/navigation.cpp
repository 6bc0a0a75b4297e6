#include "app/desktop/navigation.h"

#include "app/desktop/kind_icon.h"
#include "app/session/cluster_handle.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int Width = 228;
constexpr int RowHeight = 30;
constexpr int GroupRole = Qt::UserRole + 1;  ///< of a page: the header it stands under
constexpr int HeaderRole = Qt::UserRole + 2; ///< of a header: its group
constexpr int FoldedFirstRole = Qt::UserRole + 3;

bool isHeader(const QListWidgetItem* item)
{
    return !item->data(HeaderRole).toString().isEmpty();
}

} // namespace

Navigation::Navigation(session::ClusterHandle& cluster, QWidget* parent)
    : QWidget(parent), m_cluster(cluster), m_search(new QLineEdit), m_list(new QListWidget)
{
    setFixedWidth(Width);
    m_search->setObjectName(QStringLiteral("navigationSearch"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("navigation"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel); // by items it counts those of folded groups
    m_list->setIconSize(QSize(18, 18));
    m_list->setMouseTracking(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    // Not a list of content but part of the frame: it has the window's colour.
    for (QWidget* surface : {static_cast<QWidget*>(m_list), m_list->viewport()}) {
        surface->setBackgroundRole(QPalette::Window);
        surface->setAutoFillBackground(true);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::Gap, widgets::metrics::WideGap, widgets::metrics::Gap, 0);
    column->setSpacing(widgets::metrics::Gap);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);

    m_favourites = QString::fromUtf8(cluster.remembered(QStringLiteral("favourites"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& entry : QString::fromUtf8(cluster.remembered(QStringLiteral("folded"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        m_folded.insert(entry.mid(1), entry.startsWith(QLatin1Char('-')));
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item && !isHeader(item))
            emit pageRequested(item->data(Qt::UserRole).toString());
    });
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        if (isHeader(item))
            toggle(item);
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, &Navigation::showMenu);
    connect(m_search, &QLineEdit::textChanged, this, &Navigation::showFolded);
    connect(m_search, &QLineEdit::returnPressed, this, &Navigation::takeFirstMatch);
    connect(&cluster.discovery(), &session::Discovery::changed, this, &Navigation::rebuild);
    connect(&cluster.access(), &session::Access::changed, this, &Navigation::showAllowed);
    connect(&cluster, &session::ClusterHandle::namespacesChanged, this, &Navigation::showAllowed);
    rebuild();
}

void Navigation::select(const QString& id)
{
    if (currentId() != id) {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentItem(nullptr);
        for (int row = 0; row < m_list->count(); ++row)
            if (m_list->item(row)->data(Qt::UserRole) == id) {
                m_list->setCurrentRow(row);
                break;
            }
    }
    showFolded();
    // It may have been in a folded group, which nothing scrolls to.
    m_list->doItemsLayout();
    if (m_list->currentItem())
        m_list->scrollToItem(m_list->currentItem());
}

QString Navigation::currentId() const
{
    return m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
}

void Navigation::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason); // not the keyboard: no ring
}

void Navigation::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void Navigation::rebuild()
{
    const QString current = currentId();
    const int scrolled = m_list->verticalScrollBar()->value();
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        addPage(QLatin1String(Overview), tr("Overview"), QStringLiteral("overview"), {});
        const model::KindCatalog& catalog = m_cluster.kinds();
        QStringList favourites;
        for (const QString& id : m_favourites)
            if (catalog.byId(id))
                favourites.append(id);
        if (!favourites.isEmpty())
            addHeader(tr("Favourites"), QStringLiteral("favourites"), false);
        for (const QString& id : favourites)
            addKind(*catalog.byId(id), QStringLiteral("favourites"));
        using model::KindGroup;
        for (const KindGroup group : {KindGroup::Cluster, KindGroup::Workloads, KindGroup::Network, KindGroup::Config,
                                      KindGroup::Storage, KindGroup::Access, KindGroup::Custom}) {
            const auto kinds = model::sortedKinds(catalog, group);
            const QString key = QString::number(int(group));
            if (!kinds.empty())
                addHeader(model::titleOf(group), key, group >= KindGroup::Config);
            for (const model::ResourceKind* kind : kinds)
                addKind(*kind, key);
        }
    }
    select(current);
    showAllowed();
    // Kinds come and go while somebody reads.
    m_list->doItemsLayout();
    m_list->verticalScrollBar()->setValue(scrolled);
    m_search->setPlaceholderText(tr("Find a kind"));
    m_search->setAccessibleName(tr("Find a kind"));
    m_list->setAccessibleName(tr("Kinds"));
}

void Navigation::addHeader(const QString& title, const QString& key, bool foldedFirst)
{
    auto* item = new QListWidgetItem(title, m_list);
    item->setFlags(Qt::ItemIsEnabled);
    item->setData(HeaderRole, key);
    item->setData(FoldedFirstRole, foldedFirst);
    item->setSizeHint(QSize(Width - 4 * widgets::metrics::Gap, RowHeight));
    QFont caption = font();
    caption.setPixelSize(11);
    caption.setWeight(QFont::DemiBold);
    item->setFont(caption);
    item->setForeground(widgets::tokens(palette()).second);
}

void Navigation::addPage(const QString& id, const QString& title, const QString& icon, const QString& under)
{
    auto* item = new QListWidgetItem(widgets::icon(icon), title, m_list);
    item->setData(Qt::UserRole, id);
    item->setData(GroupRole, under);
    item->setSizeHint(QSize(Width - 4 * widgets::metrics::Gap, RowHeight));
}

void Navigation::addKind(const model::ResourceKind& kind, const QString& under)
{
    addPage(kind.id, kind.title(), {}, under);
    QListWidgetItem* item = m_list->item(m_list->count() - 1);
    item->setIcon(kindIcon(kind));
}

void Navigation::showFolded()
{
    const QString wanted = m_search->text().trimmed();
    QSet<QString> folded;
    QSet<QString> matching;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        if (isHeader(item)) {
            const QString group = item->data(HeaderRole).toString();
            const bool isFolded = m_folded.value(group, item->data(FoldedFirstRole).toBool());
            item->setIcon(widgets::icon(isFolded && wanted.isEmpty() ? QStringLiteral("folded") : QStringLiteral("unfolded")));
            if (isFolded)
                folded.insert(group);
        } else {
            const QString group = item->data(GroupRole).toString();
            const bool found = item->text().contains(wanted, Qt::CaseInsensitive) ||
                               item->data(Qt::UserRole).toString().contains(wanted, Qt::CaseInsensitive);
            // The page that is open stays in sight.
            item->setHidden(wanted.isEmpty() ? folded.contains(group) && item != m_list->currentItem() : !found);
            if (found)
                matching.insert(group);
        }
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (isHeader(m_list->item(row)))
            m_list->item(row)->setHidden(!wanted.isEmpty() && !matching.contains(m_list->item(row)->data(HeaderRole).toString()));
}

void Navigation::showAllowed()
{
    const widgets::Tokens& t = widgets::tokens(palette());
    const QString nameSpace = m_cluster.namespaces().size() == 1 ? m_cluster.namespaces().front() : QString();
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const model::ResourceKind* kind = m_cluster.kinds().byId(item->data(Qt::UserRole).toString());
        if (!kind)
            continue;
        const bool refused = m_cluster.access().may(QStringLiteral("list"), *kind, nameSpace) == session::Access::Answer::No;
        item->setForeground(refused ? t.disabled : palette().color(QPalette::Text));
        item->setToolTip(refused ? tr("You may not list %1 here.").arg(kind->title())
                                 : QStringLiteral("%1 · %2").arg(kind->title(), kind->apiVersion()));
    }
}

void Navigation::toggle(QListWidgetItem* header)
{
    const QString group = header->data(HeaderRole).toString();
    m_folded[group] = !m_folded.value(group, header->data(FoldedFirstRole).toBool());
    QStringList entries;
    for (auto it = m_folded.cbegin(); it != m_folded.cend(); ++it)
        entries.append((it.value() ? QLatin1Char('-') : QLatin1Char('+')) + it.key());
    m_cluster.remember(QStringLiteral("folded"), entries.join(QLatin1Char('\n')).toUtf8());
    showFolded();
}

void Navigation::showMenu(const QPoint& position)
{
    const QListWidgetItem* item = m_list->itemAt(position);
    const QString id = item ? item->data(Qt::UserRole).toString() : QString();
    if (!m_cluster.kinds().byId(id))
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool favourite = m_favourites.contains(id);
    connect(menu->addAction(favourite ? tr("Remove from favourites") : tr("Add to favourites")), &QAction::triggered, this,
            [this, id, favourite] { setFavourite(id, !favourite); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void Navigation::setFavourite(const QString& id, bool favourite)
{
    m_favourites.removeAll(id);
    if (favourite)
        m_favourites.append(id);
    m_cluster.remember(QStringLiteral("favourites"), m_favourites.join(QLatin1Char('\n')).toUtf8());
    rebuild();
}

void Navigation::takeFirstMatch()
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        if (isHeader(item) || item->isHidden())
            continue;
        const QString id = item->data(Qt::UserRole).toString();
        m_search->clear();
        emit pageRequested(id);
        emit searchLeft();
        return;
    }
}

/// Left folds the group that the current page is in, Right unfolds it.
void Navigation::fold(bool folded)
{
    const QString group = m_list->currentItem() ? m_list->currentItem()->data(GroupRole).toString() : QString();
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        if (isHeader(item) && item->data(HeaderRole) == group &&
            m_folded.value(group, item->data(FoldedFirstRole).toBool()) != folded)
            toggle(item);
    }
}

bool Navigation::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            fold(key == Qt::Key_Left);
            return true;
        }
    }
    if (watched == m_search && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        m_search->clear();
        m_list->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void Navigation::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        rebuild();
}

} // namespace skiff::desktop
