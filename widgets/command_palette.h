#pragma once

#include <QFrame>
#include <QIcon>
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
    QString shortcut; ///< shown at the end of the line: keys, or what the thing is; may be empty
    std::function<void()> run;
    QIcon icon = {};
    int weight = 0;   ///< among equal matches the heavier comes first
};

/// Everything by its name: type a few letters, Enter runs the best match, Esc leaves. A popup
/// over its parent's upper middle that deletes itself. GUI thread.
class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(std::vector<PaletteCommand> commands, QWidget& over);

    void open();
    /// What has been found meanwhile.
    void add(std::vector<PaletteCommand> commands);

signals:
    /// Two letters or more: whoever knows more may look for it.
    void searched(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMatches();
    void runCurrent();

    std::vector<PaletteCommand> m_commands;
    QWidget& m_over;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace skiff::widgets
