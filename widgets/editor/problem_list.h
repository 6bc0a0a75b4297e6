#pragma once

#include <QListWidget>

namespace skiff::widgets {

class CodeEditor;

/// An editor's problems below it, one line each: Enter or a click goes there. There only while there
/// are problems. GUI thread.
class ProblemList final : public QListWidget
{
    Q_OBJECT

public:
    explicit ProblemList(CodeEditor& editor, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void update();
    void goTo(const QListWidgetItem* item);

    CodeEditor& m_editor;
};

} // namespace skiff::widgets
