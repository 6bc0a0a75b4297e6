#include "app/desktop/column_chooser.h"

#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int Width = 320;
constexpr int RowHeight = 30;
constexpr int RowsShown = 12;
constexpr int ColumnRole = Qt::UserRole; ///< logical

} // namespace

ColumnChooser::ColumnChooser(widgets::TableView& table, QWidget& beside)
    : QFrame(beside.window(), Qt::Popup), m_table(table), m_beside(beside), m_list(new QListWidget)
{
    setObjectName(QStringLiteral("columnPopup"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(Width);
    m_list->setObjectName(QStringLiteral("columnList"));
    m_list->setAccessibleName(tr("Columns"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    auto* hint = new QLabel(tr("Space shows, Enter sorts, Alt+↑ ↓ moves"));
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    const auto button = [this, buttons](const char* name, const QString& text, auto signal) {
        auto* made = new QPushButton(text);
        made->setObjectName(QLatin1String(name));
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, [this, signal] {
            close();
            emit(m_table.*signal)();
        });
        buttons->addWidget(made);
    };
    button("labelColumn", tr("Labels…"), &widgets::TableView::labelColumnWanted);
    buttons->addStretch();
    button("resetColumns", tr("Reset columns"), &widgets::TableView::columnsReset);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::Gap, widgets::metrics::Gap, widgets::metrics::Gap,
                               widgets::metrics::Gap);
    column->setSpacing(widgets::metrics::Gap);
    column->addWidget(m_list);
    column->addWidget(hint);
    column->addLayout(buttons);
    fill();
    connect(m_list, &QListWidget::itemChanged, this, &ColumnChooser::onChanged);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &ColumnChooser::sortByCurrent);
    connect(m_table.model(), &QAbstractItemModel::modelReset, this, &QWidget::close);
}

void ColumnChooser::open()
{
    adjustSize();
    const QPoint below = m_beside.mapToGlobal(QPoint(m_beside.width() - width(), m_beside.height() + 4));
    move(std::max(below.x(), m_beside.window()->mapToGlobal(QPoint()).x()), below.y());
    show();
    m_list->setFocus(Qt::PopupFocusReason);
}

void ColumnChooser::fill()
{
    const QSignalBlocker quiet(m_list);
    const int current = m_list->currentItem() ? m_list->currentItem()->data(ColumnRole).toInt() : m_table.firstColumn();
    const QHeaderView& header = *m_table.horizontalHeader();
    m_list->clear();
    for (const widgets::ColumnChoice& choice : m_table.columnChoices()) {
        QString title = m_table.model()->headerData(choice.column, Qt::Horizontal).toString();
        if (choice.column == header.sortIndicatorSection())
            title += header.sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("  ↑") : QStringLiteral("  ↓");
        auto* item = new QListWidgetItem(title, m_list);
        item->setData(ColumnRole, choice.column);
        item->setSizeHint(QSize(0, RowHeight));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(choice.hidden ? Qt::Unchecked : Qt::Checked);
        if (choice.column == current)
            m_list->setCurrentItem(item);
    }
    m_list->setFixedHeight(RowHeight * std::clamp(m_list->count(), 1, RowsShown) + 4);
}

/// The table as the list has it.
void ColumnChooser::takeChoices()
{
    QHash<int, int> widths;
    for (const widgets::ColumnChoice& choice : m_table.columnChoices())
        widths.insert(choice.column, choice.width);
    QList<widgets::ColumnChoice> choices;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem* item = m_list->item(row);
        const int column = item->data(ColumnRole).toInt();
        choices.append({column, widths.value(column), item->checkState() != Qt::Checked});
    }
    m_table.setColumnChoices(choices);
    emit m_table.columnsChosen();
}

void ColumnChooser::onChanged(QListWidgetItem* item)
{
    bool any = false;
    for (int row = 0; row < m_list->count(); ++row)
        any = any || m_list->item(row)->checkState() == Qt::Checked;
    if (!any) { // without any column there is no table
        const QSignalBlocker quiet(m_list);
        item->setCheckState(Qt::Checked);
    }
    takeChoices();
}

void ColumnChooser::moveCurrent(int by)
{
    const int row = m_list->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_list->count())
        return;
    {
        const QSignalBlocker quiet(m_list);
        QListWidgetItem* item = m_list->takeItem(row);
        m_list->insertItem(to, item);
        m_list->setCurrentItem(item);
    }
    takeChoices();
}

void ColumnChooser::sortByCurrent()
{
    if (!m_list->currentItem())
        return;
    const int column = m_list->currentItem()->data(ColumnRole).toInt();
    const QHeaderView& header = *m_table.horizontalHeader();
    const bool ascending = column == header.sortIndicatorSection() && header.sortIndicatorOrder() == Qt::AscendingOrder;
    m_table.sortByColumn(column, ascending ? Qt::DescendingOrder : Qt::AscendingOrder);
    fill();
}

bool ColumnChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool alt = key->modifiers().testFlag(Qt::AltModifier);
    if (key->key() == Qt::Key_Escape)
        close();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        sortByCurrent();
    else if (alt && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down))
        moveCurrent(key->key() == Qt::Key_Up ? -1 : 1);
    else
        return QFrame::eventFilter(watched, event);
    return true;
}

void ColumnChooser::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& t = widgets::tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    painter.setPen(t.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace skiff::desktop
