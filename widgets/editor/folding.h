#pragma once

#include "widgets/editor/editor_types.h"

#include <QObject>
#include <QTextBlock>
#include <QTimer>

#include <optional>

namespace skiff::widgets {

class CodeEditor;

/// Which lines of an editor are folded away. Ranges are told by the owner of the editor, or by
/// indentation; what is folded stays so while its first line has a range. Owned by the editor; GUI thread.
class Folding final : public QObject
{
    Q_OBJECT

public:
    explicit Folding(CodeEditor& editor);

    void setRanges(std::vector<FoldRange> ranges);
    /// Another text: by indentation again.
    void reset();

    /// The blocks that fold away below `block`; nothing: none.
    struct Blocks
    {
        QTextBlock first;
        QTextBlock last;
        int lines = 0;
    };
    std::optional<Blocks> below(const QTextBlock& block) const;
    bool canFold(const QTextBlock& block) const { return below(block).has_value(); }
    static bool isFolded(const QTextBlock& block);

    void setFolded(QTextBlock block, bool folded);
    void setAllFolded(bool folded);
    /// The nearest line that `block` is inside of, or which begins at it, and that can be folded.
    QTextBlock enclosing(const QTextBlock& block) const;
    /// Unfolds until `block` is in view.
    void reveal(const QTextBlock& block);

signals:
    void changed();

private:
    void textChanged(int position);
    void update();
    void apply();

    CodeEditor& m_editor;
    std::vector<FoldRange> m_ranges; ///< by first line, of those with the same the longest
    bool m_byIndentation = true;
    bool m_anyFolded = false;
    int m_blockCount = 0;
    QTimer m_soon;
};

/// Ranges of a text's lines: each line with those below it that are indented more (or, behind a key,
/// begin with a dash as deep), but for blank lines at the end.
std::vector<FoldRange> foldsByIndentation(const QStringList& lines);

} // namespace skiff::widgets
