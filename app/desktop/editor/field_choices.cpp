#include "app/desktop/editor/field_choices.h"

#include "cluster/data/yaml/yaml.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
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
constexpr int RowHeight = 36; ///< of a list to choose from: a choice and some air
constexpr int NarrowestDecision = 150;

/// As far from a section's left as a header's label.
int leftPadding(int column)
{
    return column == Field ? widgets::metrics::Margin : widgets::metrics::WideGap;
}

/// Texts under the labels of the header; the ring of the keyboard goes around the row, not around a cell.
class PaddedCells final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        const QString text = std::exchange(cell.text, QString());
        cell.state &= ~QStyle::State_HasFocus;
        cell.widget->style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
        const QRect room = cell.rect.adjusted(leftPadding(index.column()), 0, -widgets::metrics::Gap, 0);
        painter->setPen(cell.palette.color(QPalette::Text));
        painter->drawText(room, Qt::AlignVCenter, cell.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize text = QStyledItemDelegate::sizeHint(option, index);
        return {text.width() + leftPadding(index.column()) + widgets::metrics::Gap, std::max(text.height(), RowHeight)};
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
    retranslate();
}

void FieldChoices::retranslate()
{
    setHeaderLabels({tr("Field"), tr("Owner"), tr("My value"), tr("Their value"), tr("Decision")});
}

void FieldChoices::changeEvent(QEvent* event)
{
    QTreeWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void FieldChoices::setChoices(const std::vector<FieldChoice>& choices)
{
    clear();
    m_choices = choices;
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
        decision->setObjectName(QStringLiteral("decision"));
        decision->addItems({QString(), QString()});
        decision->setCurrentIndex(choice.takeMine ? 1 : 0);
        auto* cell = new QWidget; // the choice with the row around it
        auto* row = new QHBoxLayout(cell);
        row->setContentsMargins(4, 4, widgets::metrics::WideGap, 4);
        row->addWidget(decision);
        setItemWidget(item, Decision, cell);
    }
    if (topLevelItemCount() > 0)
        setCurrentItem(topLevelItem(0));
}

void FieldChoices::setDecisions(const QString& mine, const QString& theirs)
{
    for (int row = 0; row < topLevelItemCount(); ++row) {
        decision(row)->setItemText(0, theirs);
        decision(row)->setItemText(1, mine);
    }
    fitColumns();
}

void FieldChoices::fitColumns()
{
    header()->setSectionResizeMode(QHeaderView::Stretch);
    header()->setSectionResizeMode(Field, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Who, QHeaderView::Interactive);
    setColumnWidth(Who, 160);
    header()->setSectionResizeMode(Decision, QHeaderView::Fixed);
    int widest = NarrowestDecision;
    for (int row = 0; row < topLevelItemCount(); ++row)
        widest = std::max(widest, itemWidget(topLevelItem(row), Decision)->sizeHint().width());
    setColumnWidth(Decision, widest);
}

QComboBox* FieldChoices::decision(int row) const
{
    return itemWidget(topLevelItem(row), Decision)->findChild<QComboBox*>(QStringLiteral("decision"));
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

void FieldChoices::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QTreeWidget::drawRow(painter, option, index);
    if (!hasFocus() || index.row() != currentIndex().row() || !window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    QStyleOptionFocusRect ring;
    ring.initFrom(this);
    ring.state |= QStyle::State_KeyboardFocusChange;
    ring.rect = option.rect;
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, this);
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
