#include "app/desktop/editor/field_choices.h"

#include "cluster/data/yaml/yaml.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <utility>

namespace skiff::desktop {

namespace {

enum Column
{
    Field,
    Who,
    Mine,
    Theirs,
    Decision,
    ColumnCount
};

constexpr qsizetype LongestValue = 200;
constexpr qsizetype LongestTip = 4000;
constexpr int WidestField = 420;
constexpr int RowHeight = 36; ///< of a list to choose from

/// Text as far from the left as the header's.
class PaddedCells final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        const QString text = std::exchange(cell.text, QString());
        cell.widget->style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
        const QRect room = cell.rect.adjusted(widgets::metrics::Margin, 0, -widgets::metrics::Gap, 0);
        painter->setPen(cell.palette.color(QPalette::Text));
        painter->drawText(room, Qt::AlignVCenter, cell.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize text = QStyledItemDelegate::sizeHint(option, index);
        return {text.width() + widgets::metrics::Margin + widgets::metrics::Gap, std::max(text.height(), RowHeight)};
    }
};

QString asText(const std::string& text, qsizetype most)
{
    const QString all = QString::fromStdString(text).trimmed();
    return all.size() > most ? all.left(most) + QStringLiteral("…") : all;
}

} // namespace

QString valueWords(const std::optional<data::Value>& value)
{
    if (!value)
        return QStringLiteral("—");
    return asText(value->is_string() ? std::string(value->get_string()) : data::toJson(*value), LongestValue);
}

FieldChoices::FieldChoices(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("fieldChoices"));
    setRootIsDecorated(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setColumnCount(ColumnCount);
    header()->setStretchLastSection(false);
    header()->setMaximumSectionSize(WidestField);
    setItemDelegate(new PaddedCells(this));
}

void FieldChoices::setChoices(const std::vector<FieldChoice>& choices, const QString& mine, const QString& theirs)
{
    clear();
    m_choices = choices;
    setHeaderLabels({tr("Field"), tr("Owner"), tr("My value"), tr("Their value"), tr("Decision")});
    for (const FieldChoice& choice : choices) {
        auto* item = new QTreeWidgetItem(this);
        item->setText(Field, QString::fromStdString(choice.field));
        item->setText(Who, choice.who);
        item->setText(Mine, valueWords(choice.mine));
        item->setText(Theirs, valueWords(choice.theirs));
        if (choice.mine)
            item->setToolTip(Mine, asText(data::toYaml(*choice.mine), LongestTip));
        if (choice.theirs)
            item->setToolTip(Theirs, asText(data::toYaml(*choice.theirs), LongestTip));
        auto* decision = new QComboBox;
        decision->addItems({theirs, mine});
        decision->setCurrentIndex(choice.takeMine ? 1 : 0);
        setItemWidget(item, Decision, decision);
    }
    header()->setSectionResizeMode(QHeaderView::Stretch);
    header()->setSectionResizeMode(Field, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Who, QHeaderView::Interactive);
    setColumnWidth(Who, 160);
    header()->setSectionResizeMode(Decision, QHeaderView::Fixed);
    resizeColumnToContents(Decision);
    setColumnWidth(Decision, std::max(columnWidth(Decision), 150));
    if (topLevelItemCount() > 0)
        setCurrentItem(topLevelItem(0));
}

QComboBox* FieldChoices::decision(int row) const
{
    return static_cast<QComboBox*>(itemWidget(topLevelItem(row), Decision));
}

std::vector<FieldChoice> FieldChoices::choices() const
{
    std::vector<FieldChoice> decided = m_choices;
    for (size_t i = 0; i < decided.size(); ++i)
        decided[i].takeMine = decision(int(i))->currentIndex() == 1;
    return decided;
}

void FieldChoices::choose(int row, bool mine)
{
    decision(row)->setCurrentIndex(mine ? 1 : 0);
}

void FieldChoices::keyPressEvent(QKeyEvent* event)
{
    const int row = indexOfTopLevelItem(currentItem());
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (row >= 0)
            choose(row, decision(row)->currentIndex() == 0);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit accepted();
        return;
    default:
        QTreeWidget::keyPressEvent(event);
    }
}

} // namespace skiff::desktop
