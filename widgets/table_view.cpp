#include "widgets/table_view.h"

#include "widgets/cell_delegate.h"
#include "widgets/tokens.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMetaMethod>
#include <QPainter>

#include <algorithm>
#include <numeric>
#include <utility>

namespace skiff::widgets {

namespace {

constexpr int WidestAutomatic = 480;
constexpr int WidestChosen = 4000;
constexpr int NarrowestCut = 88; ///< columns are cut down to this to save a scroll bar
constexpr int MostSpare = 32;    ///< what a column gets beyond its content when there is room
constexpr int FadeStepMsecs = 100;
constexpr int SortArrow = 12;
constexpr int MostRowsMeasured = 50; ///< with more, a change leaves the widths alone
constexpr int GrowMsecs = 300;
constexpr int PointerRestsMsecs = 3000;

} // namespace

TableView::TableView(QWidget* parent) : QTableView(parent)
{
    setItemDelegate(new CellDelegate(*this));
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setSortingEnabled(true);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(48);
    // Sampled: measuring ten thousand rows would be felt, and the first ones look like the rest.
    header->setResizeContentsPrecision(100);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TableView::showColumnMenu);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &TableView::adaptColumns);
    connect(header, &QHeaderView::sectionResized, this, &TableView::onSectionResized);
    connect(header, &QHeaderView::sectionMoved, this, [this] { m_dragged = m_dragged || m_pressed; });
    header->viewport()->installEventFilter(this);
    connect(this, &QTableView::doubleClicked, this, &TableView::rowActivated);
    m_fade.setInterval(FadeStepMsecs);
    connect(&m_fade, &QTimer::timeout, this, [this] {
        viewport()->update();
        if (++m_fadeSteps * FadeStepMsecs > TintMsecs)
            m_fade.stop();
    });
    m_grow.setSingleShot(true);
    m_grow.setInterval(GrowMsecs);
    connect(&m_grow, &QTimer::timeout, this, &TableView::growColumns);
    fitRows();
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    if (model())
        model()->disconnect(this);
    QTableView::setModel(newModel);
    if (newModel)
        connect(newModel, &QAbstractItemModel::dataChanged, this, &TableView::onDataChanged);
}

void TableView::setEmptyText(const QString& text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    viewport()->update();
}

int TableView::firstColumn() const
{
    const QHeaderView* header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual)
        if (!isColumnHidden(header->logicalIndex(visual)))
            return header->logicalIndex(visual);
    return -1;
}

int TableView::lastColumn() const
{
    const QHeaderView* header = horizontalHeader();
    for (int visual = header->count() - 1; visual >= 0; --visual)
        if (!isColumnHidden(header->logicalIndex(visual)))
            return header->logicalIndex(visual);
    return -1;
}

void TableView::fitColumns()
{
    m_sizedByUser = false;
    measureColumns();
    layoutColumns();
}

void TableView::adaptColumns()
{
    if (!m_sizedByUser && model())
        fitColumns();
}

void TableView::measureColumns()
{
    m_wanted.assign(size_t(horizontalHeader()->count()), 0);
    for (int column = 0; column < int(m_wanted.size()); ++column) {
        if (isColumnHidden(column))
            continue;
        const QString title = model()->headerData(column, Qt::Horizontal).toString();
        const bool sorted = column == horizontalHeader()->sortIndicatorSection();
        const int header = horizontalHeader()->fontMetrics().horizontalAdvance(title) + 2 * metrics::WideGap + 4 +
                           (column == firstColumn() ? 4 : 0) + (sorted ? SortArrow : 0);
        const int widest = column == m_sentences ? 2 * WidestAutomatic : WidestAutomatic;
        m_wanted[size_t(column)] = std::clamp(std::max(sizeHintForColumn(column), header), 56, widest);
    }
}

/// Room for what has become wider; nothing moves under a pointer in use, and nothing becomes narrower.
void TableView::growColumns()
{
    if (m_sizedByUser || !model() || model()->rowCount() > MostRowsMeasured)
        return;
    if (underMouse() && m_pointerMoved.isValid() && !m_pointerMoved.hasExpired(PointerRestsMsecs)) {
        m_grow.start();
        return;
    }
    const std::vector<int> before = m_wanted;
    measureColumns();
    if (before.size() != m_wanted.size())
        return;
    for (size_t column = 0; column < before.size(); ++column)
        if (m_wanted[column] > 0)
            m_wanted[column] = std::max(m_wanted[column], before[column]);
    if (m_wanted != before)
        layoutColumns();
}

void TableView::layoutColumns()
{
    if (m_sizedByUser || m_wanted.size() != size_t(horizontalHeader()->count()))
        return;
    std::vector<int> widths = m_wanted;
    const auto shown = std::count_if(widths.begin(), widths.end(), [](int width) { return width > 0; });
    int spare = viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    // Too little room: the widest columns give, one step at a time, so that none is cut more than it must.
    for (const int spared : {m_sentences, -1}) {
        while (spare < 0) {
            int widest = -1;
            for (int column = 0; column < int(widths.size()); ++column)
                if (column != spared && (widest < 0 || widths[size_t(column)] > widths[size_t(widest)]))
                    widest = column;
            if (widest < 0 || widths[size_t(widest)] <= NarrowestCut)
                break;
            const int step = std::min({8, widths[size_t(widest)] - NarrowestCut, -spare});
            widths[size_t(widest)] -= step;
            spare += step;
        }
    }
    const int each = shown > 0 && spare > 0 ? std::min(MostSpare, spare / int(shown)) : 0;
    m_sizing = true;
    for (int column = 0; column < int(widths.size()); ++column)
        if (widths[size_t(column)] > 0)
            setColumnWidth(column, widths[size_t(column)] + each);
    m_sizing = false;
}

void TableView::onSectionResized()
{
    // The last section also follows the view's width by itself: only a drag is the user's wish.
    if (!m_sizing && m_pressed)
        m_sizedByUser = m_dragged = true;
}

bool TableView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == horizontalHeader()->viewport()) {
        if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick)
            m_pressed = true;
        else if (event->type() == QEvent::MouseButtonRelease) // which the header sees after us
            QMetaObject::invokeMethod(this, &TableView::onHeaderReleased, Qt::QueuedConnection);
    }
    return QTableView::eventFilter(watched, event);
}

void TableView::onHeaderReleased()
{
    m_pressed = false;
    if (std::exchange(m_dragged, false))
        emit columnsChosen();
}

void TableView::fitRows()
{
    verticalHeader()->setDefaultSectionSize(std::max(metrics::Row, fontMetrics().height() + 10));
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.isValid() && current.row() != previous.row() && !m_removing)
        emit rowSelected(current);
}

void TableView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end)
{
    // Qt would choose the neighbour: the reader would look at another object without having asked.
    m_removing = currentIndex().row() >= start && currentIndex().row() <= end;
    QTableView::rowsAboutToBeRemoved(parent, start, end);
    if (m_removing)
        selectionModel()->clear();
    m_removing = false;
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentIndex().isValid())
        emit rowActivated(currentIndex());
    else if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K))
        moveBy(event->key() == Qt::Key_J ? 1 : -1);
    else if (event->text() == QLatin1String("g") || event->text() == QLatin1String("G"))
        moveBy(event->text() == QLatin1String("g") ? -model()->rowCount() : model()->rowCount());
    else if (event->text().isEmpty() || event->key() == Qt::Key_Tab ||
             event->modifiers().testFlag(Qt::ControlModifier) || event->key() == Qt::Key_Escape ||
             !event->text().front().isPrint() || event->key() == Qt::Key_Space)
        QTableView::keyPressEvent(event);
    else
        event->ignore(); // letters are the page's
}

void TableView::moveBy(int rows)
{
    if (model()->rowCount() == 0)
        return;
    const int row = std::clamp((currentIndex().isValid() ? currentIndex().row()
                                : rows > 0               ? -1
                                                         : 0) +
                                   rows,
                               0, model()->rowCount() - 1);
    setCurrentIndex(model()->index(row, std::max(0, firstColumn())));
}

void TableView::keyboardSearch(const QString&)
{
    // Letters are shortcuts here; searching is what the filter is for.
}

QList<ColumnChoice> TableView::columnChoices() const
{
    QList<ColumnChoice> choices;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        const bool hidden = isColumnHidden(column);
        choices.append({column, m_sizedByUser && !hidden ? columnWidth(column) : 0, hidden});
    }
    return choices;
}

void TableView::setColumnChoices(const QList<ColumnChoice>& choices)
{
    QHeaderView* header = horizontalHeader();
    int visual = 0;
    for (const ColumnChoice& choice : choices) {
        if (choice.column < 0 || choice.column >= header->count())
            continue;
        header->moveSection(header->visualIndex(choice.column), visual++);
        setColumnHidden(choice.column, choice.hidden);
    }
    fitColumns();
    m_sizing = true;
    for (const ColumnChoice& choice : choices) {
        if (choice.width <= 0 || choice.hidden || choice.column < 0 || choice.column >= header->count())
            continue;
        setColumnWidth(choice.column, std::clamp(choice.width, header->minimumSectionSize(), WidestChosen));
        m_sizedByUser = true;
    }
    m_sizing = false;
}

void TableView::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    const Tokens& t = tokens(palette());
    QPainter painter(viewport());
    if (!m_emptyText.isEmpty() && (!model() || model()->rowCount() == 0)) {
        painter.setPen(t.second);
        painter.drawText(
            viewport()->rect().adjusted(metrics::PageMargin, 0, -metrics::PageMargin, -viewport()->height() / 4),
            int(Qt::AlignCenter | Qt::TextWordWrap), m_emptyText);
    }
    // Without a selected row that shows it, the keyboard's place is the table as a whole.
    if (hasFocus() && !currentIndex().isValid() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(t.accent, metrics::FocusRing));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layoutColumns();
}

void TableView::focusInEvent(QFocusEvent* event)
{
    // QTableView would choose the first row by itself, and that would open its details.
    const QModelIndex before = currentIndex();
    {
        const QSignalBlocker quiet(this);
        QTableView::focusInEvent(event);
        if (!before.isValid() && selectionModel())
            selectionModel()->clear();
    }
    viewport()->update();
}

void TableView::focusOutEvent(QFocusEvent* event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void TableView::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        fitRows();
        adaptColumns();
    }
}

bool TableView::viewportEvent(QEvent* event)
{
    int hovered = m_hovered;
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::HoverMove) {
        m_pointerMoved.start();
        hovered = rowAt(static_cast<QSinglePointEvent*>(event)->position().toPoint().y());
    } else if (event->type() == QEvent::Leave || event->type() == QEvent::Wheel)
        hovered = -1;
    if (hovered != m_hovered) {
        m_hovered = hovered;
        viewport()->update();
    }
    return QTableView::viewportEvent(event);
}

void TableView::showColumnMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool last = firstColumn() == lastColumn(); // without any there would be no header to bring them back from
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        QAction* action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(!last || isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            if (m_sizedByUser && shown)
                resizeColumnToContents(column);
            adaptColumns();
            emit columnsChosen();
        });
    }
    menu->addSeparator();
    if (isSignalConnected(QMetaMethod::fromSignal(&TableView::labelColumnWanted)))
        connect(menu->addAction(tr("Add a column from a label…")), &QAction::triggered, this,
                &TableView::labelColumnWanted);
    connect(menu->addAction(tr("Fit columns")), &QAction::triggered, this, [this] {
        fitColumns();
        emit columnsChosen();
    });
    if (isSignalConnected(QMetaMethod::fromSignal(&TableView::columnsReset)))
        connect(menu->addAction(tr("Reset columns")), &QAction::triggered, this, &TableView::columnsReset);
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

void TableView::onDataChanged(const QModelIndex&, const QModelIndex&, const QList<int>& roles)
{
    // Ages that tick say that only their text changed: that is nothing to tint.
    if (!isVisible() || !roles.isEmpty())
        return;
    if (!m_grow.isActive() && model()->rowCount() <= MostRowsMeasured)
        m_grow.start();
    if (m_roles.changed < 0)
        return;
    m_fadeSteps = 0;
    if (!m_fade.isActive())
        m_fade.start();
}

} // namespace skiff::widgets
