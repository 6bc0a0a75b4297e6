#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace skiff::widgets {

/// One thing the palette offers.
struct PaletteCommand
{
    QString title;
    QString shortcut; ///< shown beside the title, may be empty
    std::function<void()> run;
};

/// Every action by its name: type a few letters, Enter runs the first match, Esc leaves. A popup
/// over its parent's upper middle that deletes itself. GUI thread.
class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(std::vector<PaletteCommand> commands, QWidget& over);

    void open();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMatches();
    void runCurrent();

    const std::vector<PaletteCommand> m_commands;
    QWidget& m_over;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace skiff::widgets
