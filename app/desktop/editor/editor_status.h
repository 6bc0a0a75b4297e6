#pragma once

#include "app/desktop/editor/words.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace skiff::widgets {
class CodeEditor;
}

namespace skiff::desktop {

/// The line below the text of an editor: what has just happened, how much is wrong, where the cursor is. GUI thread.
class EditorStatus final : public QWidget
{
    Q_OBJECT

public:
    explicit EditorStatus(widgets::CodeEditor& editor, QWidget* parent = nullptr);

    void say(Words words);
    void clear() { say({}); }
    /// Opens the list of problems, as a click on their number does.
    void openProblems();

signals:
    void problemsWanted(bool wanted);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showWords();
    void showProblems();
    void showPlace();

    widgets::CodeEditor& m_editor;
    Words m_words;
    QLabel* m_said;
    QToolButton* m_problems;
    QLabel* m_place;
};

} // namespace skiff::desktop
