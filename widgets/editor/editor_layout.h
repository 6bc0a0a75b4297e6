#pragma once

#include <QPlainTextDocumentLayout>
#include <QTextBlock>

namespace skiff::widgets {

/// QPlainTextEdit's layout, but what is folded away is not laid out: otherwise every painting would
/// lay out all that is hidden behind the last line in view. GUI thread.
class EditorLayout final : public QPlainTextDocumentLayout
{
    Q_OBJECT

public:
    using QPlainTextDocumentLayout::QPlainTextDocumentLayout;

    QRectF blockBoundingRect(const QTextBlock& block) const override
    {
        return block.isVisible() ? QPlainTextDocumentLayout::blockBoundingRect(block) : QRectF();
    }
};

} // namespace skiff::widgets
