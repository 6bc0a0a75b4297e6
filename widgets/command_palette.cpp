#include "widgets/command_palette.h"

#include "widgets/fuzzy.h"
#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace skiff::widgets {

namespace {

constexpr int Width = 560;
constexpr int RowsShown = 10;
constexpr size_t MostShown = 60;
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

} // namespace

CommandPalette::CommandPalette(std::vector<PaletteCommand> commands, QWidget& over)
    : QFrame(&over, Qt::Popup), m_commands(std::move(commands)), m_over(over), m_search(new QLineEdit),
      m_list(new QListWidget)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_search->setPlaceholderText(tr("Search actions, kinds, objects, namespaces, clusters"));
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setIconSize(QSize(18, 18));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::Gap, metrics::Gap, metrics::Gap, metrics::Gap);
    column->addWidget(m_search);
    column->addWidget(m_list);
    setFixedWidth(Width);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        showMatches();
        if (text.trimmed().size() >= 2)
            emit searched(text.trimmed());
    });
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
        if (step != 0 && m_list->currentItem()) {
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

void CommandPalette::add(std::vector<PaletteCommand> commands)
{
    m_commands.insert(m_commands.end(), std::make_move_iterator(commands.begin()), std::make_move_iterator(commands.end()));
    // What the user has gone to stays under the keyboard.
    const bool moved = m_list->currentRow() > 0;
    const QVariant current = moved ? m_list->currentItem()->data(Qt::UserRole) : QVariant();
    showMatches();
    for (int row = 0; moved && row < m_list->count(); ++row)
        if (m_list->item(row)->data(Qt::UserRole) == current)
            m_list->setCurrentRow(row);
}

void CommandPalette::showMatches()
{
    const QString typed = m_search->text().trimmed();
    std::vector<std::pair<int, size_t>> found;
    for (size_t i = 0; i < m_commands.size(); ++i)
        if (const int score = fuzzyScore(m_commands[i].title, typed); score > 0)
            found.emplace_back(score + m_commands[i].weight, i);
    if (!typed.isEmpty())
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    m_list->clear();
    QPixmap none(m_list->iconSize()); // titles stand below each other, with an icon or without
    none.fill(Qt::transparent);
    for (size_t i = 0; i < std::min<size_t>(found.size(), MostShown); ++i) {
        const PaletteCommand& command = m_commands[found[i].second];
        auto* item = new QListWidgetItem(command.icon.isNull() ? QIcon(none) : command.icon, command.title, m_list);
        item->setData(Qt::UserRole, int(found[i].second));
        item->setData(ShortcutRole, command.shortcut);
        item->setSizeHint(QSize(0, RowHeight));
    }
    if (found.empty()) {
        auto* item = new QListWidgetItem(QIcon(none), tr("Nothing matches."), m_list);
        item->setFlags(Qt::NoItemFlags);
        item->setSizeHint(QSize(0, RowHeight));
    }
    m_list->setCurrentRow(found.empty() ? -1 : 0);
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
