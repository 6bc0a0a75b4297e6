#include "app/desktop/resource_page.h"

#include "app/desktop/action_menu.h"
#include "app/desktop/inspector.h"
#include "app/desktop/panel_host.h"
#include "app/desktop/resource_table_view.h"
#include "widgets/icons.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int FilterWidth = 240;

} // namespace

ResourcePage::ResourcePage(PanelHost& host, const model::ResourceKind& kind, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_kind(kind),
      m_model(kind.kind, kind.namespaced, host.clock()),
      m_feed(host.transport(), kind.path, {}, m_model),
      m_title(new QLabel),
      m_count(new QLabel),
      m_filterEdit(new QLineEdit),
      m_table(new widgets::TableView),
      m_splitter(new QSplitter),
      m_inspector(new Inspector(host))
{
    setObjectName(kind.id + QStringLiteral("Page"));
    m_table->setObjectName(kind.id + QStringLiteral("Table"));
    m_filterEdit->setObjectName(kind.id + QStringLiteral("Filter"));
    m_filter.setSourceModel(&m_model);
    showResourceTable(*m_table, m_filter);
    m_table->sortByColumn(kind.id == QLatin1String("events") ? 1 : 0, Qt::AscendingOrder);

    QFont titleFont = font();
    titleFont.setPixelSize(18);
    titleFont.setWeight(QFont::DemiBold);
    m_title->setFont(titleFont);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_filterEdit->setFixedWidth(FilterWidth);
    m_filterEdit->setClearButtonEnabled(true);
    // The count stands on the title's base line.
    m_count->setContentsMargins(0, 0, 0, QFontMetrics(titleFont).descent() - fontMetrics().descent());

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::Margin, widgets::metrics::WideGap, widgets::metrics::WideGap,
                            widgets::metrics::WideGap);
    bar->setSpacing(widgets::metrics::Gap);
    auto* heading = new QHBoxLayout;
    heading->addWidget(m_title, 0, Qt::AlignBottom);
    heading->addWidget(m_count, 0, Qt::AlignBottom);
    bar->addLayout(heading);
    bar->setAlignment(heading, Qt::AlignVCenter);
    bar->addStretch();
    bar->addWidget(m_filterEdit);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_inspector->hide();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_splitter);

    connect(m_filterEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter.setFilterText(text);
        showCount();
    });
    connect(m_filterEdit, &QLineEdit::returnPressed, this, [this] { m_table->setFocus(Qt::TabFocusReason); });
    connect(m_table, &widgets::TableView::rowSelected, this, &ResourcePage::inspect);
    connect(m_table, &widgets::TableView::rowActivated, this, &ResourcePage::inspect);
    connect(m_inspector, &Inspector::closeRequested, this, &ResourcePage::closeInspector);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ResourcePage::showActions);
    connect(&m_feed, &session::TableFeed::stateChanged, this, [this] {
        showCount();
        emit feedChanged();
    });
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filter, signal, this, &ResourcePage::showCount);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &ResourcePage::showCount);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ResourcePage::noticeDeletion);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to, const QList<int>& roles) {
                // Ages tick with a role; what has really changed comes without.
                const int row = m_model.rowOf(m_inspector->uid());
                if (roles.isEmpty() && m_inspector->isVisible() && from.row() <= row && row <= to.row())
                    m_inspector->refresh();
            });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, &m_model, &model::ResourceTableModel::tick);
    retranslate();
}

void ResourcePage::focusFilter()
{
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
}

void ResourcePage::focusTable()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

void ResourcePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_feed.start();
    m_model.tick();
    m_tick.start();
    showCount();
}

void ResourcePage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

void ResourcePage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ResourcePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape) {
        if (!runShortcut(*event))
            QWidget::keyPressEvent(event);
    } else if (m_filterEdit->hasFocus())
        leaveFilter();
    else if (m_inspector->isVisible())
        closeInspector();
    else
        m_table->setFocus();
}

/// Esc in the filter: first it goes, then the table has the keyboard again.
void ResourcePage::leaveFilter()
{
    if (m_filterEdit->text().isEmpty())
        m_table->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->clear();
}

model::ObjectRef ResourcePage::objectAt(const QModelIndex& index) const
{
    return {.kind = m_kind,
            .nameSpace = index.data(model::ResourceTableModel::NamespaceRole).toString(),
            .name = index.data(model::ResourceTableModel::NameRole).toString(),
            .uid = index.data(model::ResourceTableModel::UidRole).toString()};
}

std::vector<model::ObjectRef> ResourcePage::selection() const
{
    std::vector<model::ObjectRef> objects;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        objects.push_back(objectAt(index));
    return objects;
}

bool ResourcePage::runShortcut(const QKeyEvent& event)
{
    const QKeySequence pressed(event.keyCombination());
    const std::vector<model::ObjectRef> objects = selection();
    for (const model::Action* action : m_host.actions().offered(objects)) {
        if (action->shortcut.isEmpty() || QKeySequence(action->shortcut) != pressed ||
            !m_host.actions().allowed(*action, objects))
            continue;
        m_host.run(*action, objects);
        return true;
    }
    return false;
}

void ResourcePage::showActions(const QPoint& position)
{
    if (!m_table->indexAt(position).isValid())
        return;
    const std::vector<model::ObjectRef> objects = selection();
    auto* menu = new ActionMenu(m_host, objects, this);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void ResourcePage::inspect(const QModelIndex& index)
{
    m_inspector->show(objectAt(index));
    if (!m_inspector->isVisible()) {
        m_inspector->setVisible(true);
        const int wide = std::clamp(width() * 36 / 100, 320, 560);
        m_splitter->setSizes({width() - wide, wide});
    }
}

void ResourcePage::noticeDeletion()
{
    if (m_inspector->isVisible() && !m_inspector->gone() && m_model.rowOf(m_inspector->uid()) < 0)
        m_inspector->objectGone();
}

void ResourcePage::closeInspector()
{
    m_inspector->hide();
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    m_table->setFocus();
}

void ResourcePage::showCount()
{
    const int all = m_model.rowCount();
    const int shown = m_filter.rowCount();
    m_count->setText(all == 0 ? QString() : shown == all ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all));
    QString empty;
    if (m_feed.state() == session::TableFeed::State::Loading)
        empty = tr("Loading…");
    else if (m_feed.state() == session::TableFeed::State::Retrying && all == 0)
        empty = m_feed.problem();
    else if (all == 0)
        empty = tr("Nothing here yet.");
    else if (shown == 0)
        empty = tr("Nothing matches the filter.");
    m_table->setEmptyText(empty);
}

void ResourcePage::retranslate()
{
    m_title->setText(m_kind.title());
    m_filterEdit->setPlaceholderText(tr("Filter"));
    m_filterEdit->setToolTip(tr("Words to find in any column; -word leaves rows out (Ctrl+F)"));
    showCount();
}

} // namespace skiff::desktop
