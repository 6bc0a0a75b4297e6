#pragma once

#include <QWidget>

#include <array>

class QLabel;
class QToolButton;

namespace skiff::desktop {

/// The strip over the text of an editor: what is edited, and what can be done with it. GUI thread.
class EditorBar final : public QWidget
{
    Q_OBJECT

public:
    enum class Action
    {
        Apply,
        DryRun,
        Differences,
        Revert,
        Undo
    };

    explicit EditorBar(QWidget* parent = nullptr);

    void setHeading(const QString& heading);
    /// Whether an action makes sense now.
    void setOffered(Action action, bool offered);
    bool offers(Action action) const;
    /// The way back from what was applied takes room only once there is one.
    void setUndoShown(bool shown);

signals:
    void wanted(skiff::desktop::EditorBar::Action action);

protected:
    void changeEvent(QEvent* event) override;

private:
    static constexpr int ActionCount = int(Action::Undo) + 1;

    QToolButton* button(Action action) const { return m_buttons[size_t(action)]; }
    void retranslate();

    QLabel* m_heading;
    std::array<QToolButton*, ActionCount> m_buttons{};
};

} // namespace skiff::desktop
