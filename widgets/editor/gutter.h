#pragma once

#include <QWidget>

namespace skiff::widgets {

class CodeEditor;

/// The strip left of an editor's text: signs of problems, line numbers, and triangles that fold. A
/// click on a number selects its line. GUI thread.
class EditorGutter final : public QWidget
{
    Q_OBJECT

public:
    explicit EditorGutter(CodeEditor& editor);

    int wantedWidth() const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void paintTriangle(QPainter& painter, const QRectF& line, bool folded) const;

    CodeEditor& m_editor;
};

} // namespace skiff::widgets
