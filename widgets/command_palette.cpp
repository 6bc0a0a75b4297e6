#include "widgets/command_palette.h"

#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int Width = 480;
constexpr int RowsShown = 8;
constexpr int RowHeight = 32;
constexpr int ShortcutRole = Qt::UserRole + 1;

/// The title, and its shortcut at the other end of the line.
class CommandDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        painter->setPen(tokens(option.palette).second);
        painter->drawText(option.rect.adjusted(0, 0, -metrics::WideGap, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data(ShortcutRole).toString());
    }
};

bool matches(const QString& title, const QStringList& words)
{
    return std::all_of(words.begin(), words.end(),
                       [&title](const QString& word) { return title.contains(word, Qt::CaseInsensitive); });
}

} // namespace

CommandPalette::CommandPalette(std::vector<PaletteCommand> commands, QWidget& over)
    : QFrame(&over, Qt::Popup), m_commands(std::move(commands)), m_over(over), m_search(new QLineEdit),
      m_list(new QListWidget)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_search->setPlaceholderText(tr("Search actions and pages"));
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::Gap, metrics::Gap, metrics::Gap, metrics::Gap);
    column->addWidget(m_search);
    column->addWidget(m_list);
    setFixedWidth(Width);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    showMatches();
}

void CommandPalette::open()
{
    adjustSize();
    move(m_over.mapToGlobal(QPoint((m_over.width() - width()) / 2, 64)));
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    painter.setPen(t.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow((m_list->currentRow() + step + m_list->count()) % m_list->count());
            return true;
        }
        if (key == Qt::Key_Escape) {
            close();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::showMatches()
{
    const QStringList words = m_search->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_list->clear();
    for (size_t i = 0; i < m_commands.size(); ++i) {
        if (!matches(m_commands[i].title, words))
            continue;
        auto* item = new QListWidgetItem(m_commands[i].title, m_list);
        item->setData(Qt::UserRole, int(i));
        item->setData(ShortcutRole, m_commands[i].shortcut);
        item->setSizeHint(QSize(0, RowHeight));
    }
    m_list->setCurrentRow(0);
    m_list->setFixedHeight(RowHeight * std::clamp(m_list->count(), 1, RowsShown));
    adjustSize();
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    const auto run = m_commands[size_t(item->data(Qt::UserRole).toInt())].run;
    close();
    run();
}

} // namespace skiff::widgets
