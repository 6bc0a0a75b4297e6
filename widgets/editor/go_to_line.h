#pragma once

#include <QFrame>

class QLineEdit;

namespace skiff::widgets {

class CodeEditor;

/// Asks for a line, or line:column, over the top of an editor, and goes there as one types. Esc goes
/// back, Enter stays. GUI thread.
class GoToLine final : public QFrame
{
    Q_OBJECT

public:
    explicit GoToLine(CodeEditor& editor);

    void open();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(const QString& typed);

    CodeEditor& m_editor;
    QLineEdit* m_line;
    int m_origin = 0;
};

} // namespace skiff::widgets
