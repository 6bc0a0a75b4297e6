#include "widgets/table_view.h"

#include "widgets/tokens.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int TintMsecs = 1000;
constexpr int CellPadding = 12;
constexpr int WidestAutomatic = 420;

/// Draws a cell: background by state, glyph, text in the middle of the line.
class CellDelegate final : public QStyledItemDelegate
{
public:
    explicit CellDelegate(const TableView& view) : QStyledItemDelegate(nullptr), m_view(view) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Tokens& t = tokens(option.palette);
        painter->fillRect(option.rect, background(option, index, t));
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                          blend(t.surface, t.line, 0.6));
        if (option.state.testFlag(QStyle::State_Selected) && index.column() == firstVisible())
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), t.accent);

        QRect text = option.rect.adjusted(CellPadding, 0, -CellPadding, 0);
        const auto glyph = glyphOf(index);
        if (glyph != Glyph::None) {
            const QRect box(text.left(), text.center().y() - GlyphSize / 2, GlyphSize, GlyphSize);
            drawGlyph(*painter, box, glyph, t);
            text.setLeft(box.right() + metrics::Gap);
        }
        const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        painter->setFont(option.font);
        painter->setPen(index.column() == firstVisible() || glyph != Glyph::None ? t.text : secondary(index, t));
        painter->drawText(text, int(alignment ? alignment : Qt::AlignLeft | Qt::AlignVCenter),
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int glyph = glyphOf(index) == Glyph::None ? 0 : GlyphSize + metrics::Gap;
        return {option.fontMetrics.horizontalAdvance(index.data().toString()) + glyph + 2 * CellPadding, metrics::Row};
    }

private:
    QColor background(const QStyleOptionViewItem& option, const QModelIndex& index, const Tokens& t) const
    {
        if (option.state.testFlag(QStyle::State_Selected))
            return option.palette.color(QPalette::Highlight);
        QColor color = option.state.testFlag(QStyle::State_MouseOver) ? blend(t.surface, t.text, 0.03) : t.surface;
        const qint64 changed = m_view.tableRoles().changed < 0 ? -1 : index.data(m_view.tableRoles().changed).toLongLong();
        if (changed >= 0 && changed < TintMsecs)
            color = blend(color, t.accent, 0.16 * (1.0 - double(changed) / TintMsecs));
        return color;
    }
    static QColor secondary(const QModelIndex& index, const Tokens& t)
    {
        return index.data().toString() == QStringLiteral("–") ? t.disabled : blend(t.second, t.text, 0.55);
    }
    Glyph glyphOf(const QModelIndex& index) const
    {
        const int role = m_view.tableRoles().glyph;
        return role < 0 ? Glyph::None : Glyph(index.data(role).toInt());
    }
    int firstVisible() const { return m_view.horizontalHeader()->logicalIndexAt(0); }

    const TableView& m_view;
};

} // namespace

TableView::TableView(QWidget* parent) : QTableView(parent)
{
    auto* delegate = new CellDelegate(*this);
    delegate->setParent(this);
    setItemDelegate(delegate);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setSortingEnabled(true);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(std::max(metrics::Row, fontMetrics().height() + 10));
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(48);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TableView::showColumnMenu);
    connect(this, &QTableView::doubleClicked, this, &TableView::rowActivated);
    m_fade.setInterval(100);
    connect(&m_fade, &QTimer::timeout, this, [this, left = 0]() mutable {
        viewport()->update();
        if (++left * m_fade.interval() > TintMsecs) {
            left = 0;
            m_fade.stop();
        }
    });
}

void TableView::setTableRoles(TableRoles roles)
{
    m_roles = roles;
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    if (model())
        model()->disconnect(this);
    QTableView::setModel(newModel);
    if (newModel)
        connect(newModel, &QAbstractItemModel::dataChanged, this, &TableView::onDataChanged);
}

void TableView::fitColumns()
{
    // Sampled: measuring ten thousand rows would be felt, and the first ones look like the rest.
    horizontalHeader()->setResizeContentsPrecision(100);
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        if (isColumnHidden(column))
            continue;
        const int header = horizontalHeader()->sectionSizeHint(column) + CellPadding;
        setColumnWidth(column, std::clamp(std::max(sizeHintForColumn(column), header), 64, WidestAutomatic));
    }
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.isValid() && current.row() != previous.row())
        emit rowSelected(current);
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentIndex().isValid())
        emit rowActivated(currentIndex());
    else
        QTableView::keyPressEvent(event);
}

void TableView::showColumnMenu(const QPoint& position)
{
    QMenu menu(this);
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        QAction* action = menu.addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Fit columns")), &QAction::triggered, this, &TableView::fitColumns);
    menu.exec(horizontalHeader()->mapToGlobal(position));
}

void TableView::onDataChanged()
{
    if (m_roles.changed >= 0 && isVisible())
        m_fade.start();
}

} // namespace skiff::widgets
