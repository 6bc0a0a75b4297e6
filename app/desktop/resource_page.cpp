#include "app/desktop/resource_page.h"

#include "app/desktop/action_menu.h"
#include "app/desktop/column_chooser.h"
#include "app/desktop/inspector.h"
#include "app/desktop/message.h"
#include "app/desktop/page_bar.h"
#include "app/desktop/panel_host.h"
#include "app/desktop/resource_table_view.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QInputDialog>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int FilterWidth = 200;
constexpr int NarrowestFilter = 96;

using State = session::TableFeed::State;

/// Gives its room to the title where there is little.
class FilterEdit final : public QLineEdit
{
public:
    FilterEdit()
    {
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        setMinimumWidth(NarrowestFilter);
    }

    QSize sizeHint() const override { return {FilterWidth, QLineEdit::sizeHint().height()}; }
};

} // namespace

ResourcePage::ResourcePage(PanelHost& host, const model::ResourceKind& kind, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_kind(kind),
      m_model(kind.kind, kind.namespaced, host.clock()),
      m_bar(new PageBar(host, kind.namespaced)),
      m_filterEdit(new FilterEdit),
      m_columns(nullptr),
      m_table(new widgets::TableView),
      m_splitter(new QSplitter),
      m_inspector(new Inspector(host))
{
    setObjectName(kind.id + QStringLiteral("Page"));
    m_table->setObjectName(kind.id + QStringLiteral("Table"));
    m_filterEdit->setObjectName(kind.id + QStringLiteral("Filter"));
    m_labels = QString::fromUtf8(host.cluster().remembered(QStringLiteral("labels/") + kind.id))
                   .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    m_filter.setTable(m_model);
    showResourceTable(*m_table, m_filter);
    m_table->sortByColumn(kind.id == QLatin1String("events") ? 1 : 0, Qt::AscendingOrder);
    m_filterEdit->setClearButtonEnabled(true);
    m_tick.setInterval(1000);
    layOut();
    connectAll();
    makeFeeds();
    retranslate();
}

void ResourcePage::layOut()
{
    m_bar->addWidget(m_filterEdit);
    m_columns = m_bar->addButton("chooseColumns", "columns");
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
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
}

void ResourcePage::connectAll()
{
    connect(m_filterEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter.setFilterText(text);
        showCount();
    });
    connect(m_filterEdit, &QLineEdit::returnPressed, this, [this] { m_table->setFocus(Qt::TabFocusReason); });
    connect(m_table, &widgets::TableView::rowSelected, this, &ResourcePage::inspect);
    connect(m_table, &widgets::TableView::rowActivated, this,
            [this](const QModelIndex& index) { m_host.openObject(objectAt(index)); });
    connect(m_columns, &QToolButton::clicked, this, &ResourcePage::chooseColumns);
    connect(m_table, &widgets::TableView::columnsChosen, this, &ResourcePage::rememberColumns);
    connect(m_table, &widgets::TableView::columnsReset, this, &ResourcePage::resetColumns);
    connect(m_table, &widgets::TableView::labelColumnWanted, this, &ResourcePage::askLabelColumn);
    connect(m_inspector, &Inspector::closeRequested, this, &ResourcePage::closeInspector);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ResourcePage::showActions);
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filter, signal, this, &ResourcePage::showCount);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, [this] {
        restoreColumns();
        showCount();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ResourcePage::noticeDeletion);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to, const QList<int>& roles) {
                // Ages tick with a role; what has really changed comes without.
                const int row = m_model.rowOf(m_inspector->uid());
                if (roles.isEmpty() && m_inspector->isVisible() && from.row() <= row && row <= to.row())
                    m_inspector->refresh();
            });
    connect(&m_tick, &QTimer::timeout, &m_model, &model::ResourceTableModel::tick);
    if (m_kind.namespaced)
        connect(&m_host.cluster(), &session::ClusterHandle::namespacesChanged, this, [this] {
            m_stale = true;
            if (isVisible())
                makeFeeds();
        });
}

void ResourcePage::makeFeeds()
{
    const QStringList chosen = m_kind.namespaced ? m_host.cluster().namespaces() : QStringList();
    m_stale = false;
    m_feeds.clear();
    m_model.clear();
    m_filter.setNamespaces(chosen);
    if (chosen.isEmpty() || chosen.size() > MostFeeds)
        addFeed({});
    else
        for (const QString& nameSpace : chosen)
            addFeed(nameSpace);
    if (isVisible())
        for (const auto& feed : m_feeds)
            feed->start();
}

void ResourcePage::addFeed(const QString& nameSpace)
{
    const bool several = m_host.cluster().namespaces().size() > 1;
    m_feeds.push_back(std::make_unique<session::TableFeed>(
        m_host.transport(),
        session::TableFeed::Source{
            .path = m_kind.listPath(nameSpace), .labels = m_labels, .nameSpace = several ? nameSpace : QString()},
        m_model));
    connect(m_feeds.back().get(), &session::TableFeed::interrupted, this, &ResourcePage::interrupted);
    connect(m_feeds.back().get(), &session::TableFeed::stateChanged, this, [this] {
        showCount();
        emit feedChanged();
    });
}

session::TableFeed::State ResourcePage::state() const
{
    State worst = State::Live;
    for (const auto& feed : m_feeds)
        for (const State state : {State::Loading, State::Retrying, State::Refused})
            if (feed->state() == state)
                worst = std::max(worst == State::Live ? State::Stopped : worst, state);
    return worst;
}

QString ResourcePage::problem() const
{
    for (const auto& feed : m_feeds)
        if (!feed->problem().isEmpty())
            return feed->problem();
    return {};
}

void ResourcePage::retry()
{
    for (const auto& feed : m_feeds)
        feed->retryNow();
}

void ResourcePage::reconnect()
{
    for (const auto& feed : m_feeds)
        feed->reconnect();
    m_inspector->reconnect();
}

void ResourcePage::relist()
{
    for (const auto& feed : m_feeds)
        feed->relist();
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
    if (m_stale)
        makeFeeds();
    for (const auto& feed : m_feeds)
        feed->start();
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
    if (event->key() == Qt::Key_Escape) {
        if (m_filterEdit->hasFocus())
            leaveFilter();
        else if (m_inspector->isVisible())
            closeInspector();
        else if (!m_filterEdit->text().isEmpty())
            m_filterEdit->clear();
        else
            m_table->setFocus();
    } else if (m_filterEdit->hasFocus()) {
        QWidget::keyPressEvent(event);
    } else if (event->key() == Qt::Key_Slash) {
        focusFilter();
    } else if (event->key() == Qt::Key_V && event->modifiers() == Qt::NoModifier) {
        chooseColumns();
    } else if (event->key() == Qt::Key_Space) {
        toggleInspector();
    } else if (!runShortcut(*event)) {
        QWidget::keyPressEvent(event);
    }
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
    return m_host.known({.kind = m_kind,
                         .nameSpace = index.data(model::ResourceTableModel::NamespaceRole).toString(),
                         .name = index.data(model::ResourceTableModel::NameRole).toString(),
                         .uid = index.data(model::ResourceTableModel::UidRole).toString()});
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
    return m_host.runShortcut(QKeySequence(event.keyCombination()), selection());
}

void ResourcePage::showActions(const QPoint& position)
{
    if (m_table->indexAt(position).isValid())
        (new ActionMenu(m_host, selection(), this))->popup(m_table->viewport()->mapToGlobal(position));
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

void ResourcePage::toggleInspector()
{
    if (m_inspector->isVisible())
        m_inspector->hide();
    else if (m_table->currentIndex().isValid())
        inspect(m_table->currentIndex());
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
    const QLocale locale;
    m_bar->setCaption(all == 0       ? QString()
                      : shown == all ? locale.toString(all)
                                     : tr("%1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_table->setEmptyText(emptyWords());
}

QString ResourcePage::emptyWords() const
{
    const QStringList& chosen = m_host.cluster().namespaces();
    switch (state()) {
    case State::Stopped:
    case State::Loading:
        return tr("Loading…");
    case State::Retrying:
        if (m_model.rowCount() == 0)
            return problem();
        break;
    case State::Refused:
        if (std::any_of(m_feeds.begin(), m_feeds.end(), [](const auto& feed) { return feed->unauthorized(); }))
            return tr("The server does not know who you are: the credentials of this context are wrong, or they have "
                      "ended. Renew them, then connect again.\n\n%1")
                .arg(problem());
        if (m_kind.namespaced && chosen.isEmpty())
            return tr("You may not list %1 in all namespaces at once. Choose a namespace that is yours (N).\n\n%2")
                .arg(m_kind.title(), problem());
        return tr("The server does not show %1 to you.\n\n%2").arg(m_kind.title(), problem());
    case State::Live:
        break;
    }
    if (m_model.rowCount() > 0 && !m_filter.filterText().isEmpty())
        return tr("Nothing matches the filter.");
    if (m_kind.namespaced && chosen.size() == 1)
        return tr("Nothing here yet in the namespace \"%1\".").arg(chosen.front());
    return tr("Nothing here yet.");
}

void ResourcePage::askLabelColumn()
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("labelColumnDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Label columns"));
    dialog->setLabelText(tr("Keys of labels, with commas between; each becomes a column:"));
    dialog->setTextValue(m_labels.join(QStringLiteral(", ")));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        m_labels.clear();
        for (const QString& key : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
            if (!key.trimmed().isEmpty() && !m_labels.contains(key.trimmed()))
                m_labels.append(key.trimmed());
        m_host.cluster().remember(QStringLiteral("labels/") + m_kind.id, m_labels.join(QLatin1Char('\n')).toUtf8());
        makeFeeds();
    });
    dialog->open();
}

/// A line for each column from left to right: its name, and its width, 0 for what suits, -1 when it is hidden.
void ResourcePage::rememberColumns()
{
    QStringList lines;
    for (const widgets::ColumnChoice& choice : m_table->columnChoices())
        lines.append(m_model.columnName(choice.column) + QLatin1Char('\t') +
                     QString::number(choice.hidden ? -1 : choice.width));
    m_host.cluster().remember(QStringLiteral("columns/") + m_kind.id, lines.join(QLatin1Char('\n')).toUtf8());
}

void ResourcePage::restoreColumns()
{
    const QByteArray remembered = m_host.cluster().remembered(QStringLiteral("columns/") + m_kind.id);
    QList<widgets::ColumnChoice> choices;
    for (const QString& line : QString::fromUtf8(remembered).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const int width = line.section(QLatin1Char('\t'), 1, 1).toInt();
        // What the server does not serve any more has no column.
        if (const int column = m_model.columnNamed(line.section(QLatin1Char('\t'), 0, 0)); column >= 0)
            choices.append({column, std::max(width, 0), width < 0});
    }
    if (!choices.isEmpty())
        m_table->setColumnChoices(choices);
}

void ResourcePage::resetColumns()
{
    m_host.cluster().remember(QStringLiteral("columns/") + m_kind.id, {});
    QList<widgets::ColumnChoice> choices;
    for (int column = 0; column < m_model.columnCount(); ++column)
        choices.append(widgets::ColumnChoice{.column = column});
    m_table->setColumnChoices(choices);
    arrangeColumns(*m_table, m_filter);
}

void ResourcePage::chooseColumns()
{
    (new ColumnChooser(*m_table, *m_columns))->open();
}

void ResourcePage::retranslate()
{
    m_columns->setToolTip(tr("Choose columns and their order (V)"));
    m_columns->setAccessibleName(tr("Choose columns"));
    m_table->setAccessibleName(m_kind.title());
    m_filterEdit->setAccessibleName(tr("Filter"));
    m_bar->setTitle(m_kind.title());
    m_filterEdit->setPlaceholderText(tr("Filter"));
    m_filterEdit->setToolTip(tr("Words to find in any column; -word leaves rows out (/)"));
    showCount();
}

} // namespace skiff::desktop
