#pragma once

#include <QListWidget>

namespace skiff::widgets {

class CodeEditor;

/// An editor's problems below it, one line each: Enter or a click goes there. There only while there
/// are problems and it is wanted. GUI thread.
class ProblemList final : public QListWidget
{
    Q_OBJECT

public:
    explicit ProblemList(CodeEditor& editor, QWidget* parent = nullptr);

    /// Whether it shows itself at all; it does, until somebody says no.
    void setWanted(bool wanted);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void update();
    void goTo(const QListWidgetItem* item);

    CodeEditor& m_editor;
    bool m_wanted = true;
};

} // namespace skiff::widgets
