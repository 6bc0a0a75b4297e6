#pragma once

#include "widgets/editor/editor_types.h"

#include <QFrame>

class QTextBrowser;

namespace skiff::widgets {

class CodeEditor;

/// A few lines about a place of an editor's text, beside it. Goes when the pointer leaves both, when
/// one types or scrolls. Never takes the focus, never loads anything that its text names. GUI thread.
class HoverCard final : public QFrame
{
    Q_OBJECT

public:
    explicit HoverCard(CodeEditor& editor);

    void open(const QString& html, const EditorPlace& place);
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRect placeRect() const;

    CodeEditor& m_editor;
    QTextBrowser* m_text;
    EditorPlace m_place;
};

} // namespace skiff::widgets
