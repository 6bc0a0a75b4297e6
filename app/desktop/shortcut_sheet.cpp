#include "app/desktop/shortcut_sheet.h"

#include "app/model/action.h"
#include "widgets/tokens.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace skiff::desktop {

namespace {

using Lines = std::vector<std::pair<QString, QString>>; // keys, what they do

QString keysOf(const char* portable)
{
    return QKeySequence(QLatin1String(portable)).toString(QKeySequence::NativeText);
}

void addGroup(QGridLayout& grid, int column, const QString& title, const Lines& lines)
{
    auto* group = new QVBoxLayout;
    auto* heading = new QLabel(title);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    group->setSpacing(widgets::metrics::Gap);
    group->addWidget(heading);
    auto* rows = new QGridLayout;
    rows->setHorizontalSpacing(widgets::metrics::Margin);
    rows->setVerticalSpacing(4);
    rows->setColumnMinimumWidth(0, 84);
    rows->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [keys, words] : lines) {
        auto* left = new QLabel(keys);
        left->setForegroundRole(QPalette::PlaceholderText);
        rows->addWidget(left, row, 0, Qt::AlignTop);
        rows->addWidget(new QLabel(words), row++, 1);
    }
    group->addLayout(rows);
    group->addStretch();
    grid.addLayout(group, 0, column);
}

} // namespace

ShortcutSheet::ShortcutSheet(const model::ActionRegistry* actions, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * widgets::metrics::PageMargin);
    addGroup(*grid, 0, tr("Anywhere"),
             {{keysOf("Ctrl+K") + QStringLiteral("  :"), tr("Search everything")},
              {keysOf("Ctrl+1") + QStringLiteral(" … 6"), tr("Usual pages")},
              {keysOf("Alt+Left"), tr("Back")},
              {keysOf("Alt+Right"), tr("Forward")},
              {QStringLiteral("N"), tr("Choose namespaces")},
              {QStringLiteral("0"), tr("All namespaces")},
              {keysOf("Ctrl+G"), tr("Find a kind")},
              {keysOf("Ctrl+O"), tr("Apply manifests")},
              {keysOf("Ctrl+V"), tr("Apply what is on the clipboard")},
              {keysOf("Ctrl+`"), tr("To the panels and back")},
              {keysOf("Ctrl+Shift+F"), tr("Panels fill the window")},
              {keysOf("Ctrl+PgDown"), tr("Next cluster")},
              {keysOf("Ctrl+Z"), tr("Undo the last action")},
              {QStringLiteral("?"), tr("This sheet")},
              {keysOf("Ctrl+Q"), tr("Quit")}});
    addGroup(*grid, 1, tr("In a table"),
             {{QStringLiteral("/"), tr("Filter")},
              {QStringLiteral("↑ ↓  J K"), tr("Move")},
              {QStringLiteral("G  Shift+G"), tr("To the first, to the last")},
              {QStringLiteral("Space"), tr("Inspector on and off")},
              {QStringLiteral("Enter"), tr("Open the object's page")},
              {QStringLiteral("Shift+↑ ↓"), tr("Select several")},
              {QStringLiteral("V"), tr("Columns, order and sorting")},
              {keysOf("Shift+F10"), tr("Menu of actions")},
              {QStringLiteral("Esc"), tr("Back one step")}});
    Lines lines;
    if (actions)
        for (const model::Action* action : actions->all()) {
            const QString keys = QKeySequence(action->shortcut).toString(QKeySequence::NativeText);
            // One key may do the same to several kinds: the first line says it.
            if (!keys.isEmpty() && std::none_of(lines.begin(), lines.end(), [&](const auto& line) { return line.first == keys; }))
                lines.emplace_back(keys, action->title());
        }
    if (!lines.empty())
        addGroup(*grid, 2, tr("With the selected objects"), lines);
    auto* buttons = new QDialogButtonBox;
    QPushButton* leave = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(leave, &QPushButton::clicked, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::PageMargin, widgets::metrics::PageMargin, widgets::metrics::PageMargin, widgets::metrics::Margin);
    column->setSpacing(widgets::metrics::Margin);
    column->addLayout(grid);
    column->addWidget(buttons);
}

void ShortcutSheet::keyPressEvent(QKeyEvent* event)
{
    if (event->text() == QLatin1String("?"))
        reject();
    else
        QDialog::keyPressEvent(event);
}

} // namespace skiff::desktop
