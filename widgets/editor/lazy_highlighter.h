#pragma once

#include "widgets/editor/line_highlighter.h"

#include <QObject>
#include <QTextBlock>
#include <QTimer>

class QTextDocument;

namespace skiff::widgets {

/// Keeps a document coloured without ever stalling its thread: what is in view is coloured when it
/// is painted, the states of the lines between are found in slices of a few milliseconds.
///
/// A block's userState() is the highlighter's state at its begin, -1 while unknown. Owned by the
/// editor; GUI thread.
class LazyHighlighter final : public QObject
{
    Q_OBJECT

public:
    LazyHighlighter(QTextDocument& document, const Tokens& tokens);
    ~LazyHighlighter() override;

    /// Colours the blocks of a view from `first` to `last`, as well as can be told now.
    void prepare(QTextBlock first, const QTextBlock& last);
    void setTokens(const Tokens& tokens);
    /// All states are known.
    bool isDone() const { return m_from < 0; }

signals:
    /// Blocks from `first` to `last` may look different now.
    void restyled(int first, int last);

private:
    void changed(int position, int removed, int added);
    void workSlice();
    int behind(const QTextBlock& block, LineHighlighter::Formats* formats, int state);

    QTextDocument& m_document;
    std::unique_ptr<LineHighlighter> m_lines;
    QTimer m_slices;
    int m_from = 0; ///< the first block whose following state is to be found; -1: none
    int m_to = 0;   ///< up to here it is to be found even where nothing seems to change
    int m_blockCount = 0;
    int m_theme = 1;
};

} // namespace skiff::widgets
