#pragma once

#include "widgets/editor/editor_types.h"

#include <QTextCursor>

#include <optional>

class QPainter;

namespace skiff::widgets {

class CodeEditor;
struct VisibleBlock;

/// An editor's problems: they move with the text, and are painted below it as waves. Owned by the
/// editor; GUI thread.
class ProblemMarks
{
public:
    /// More are not shown; whoever has so many mends the first ones first.
    static constexpr size_t MostShown = 500;

    explicit ProblemMarks(CodeEditor& editor) : m_editor(editor) {}

    void set(std::vector<EditorProblem> problems);
    std::vector<EditorProblem> problems() const;
    /// The next one behind (or before) the cursor, round the end.
    std::optional<EditorProblem> next(bool forward) const;
    /// Those at a position of the document.
    std::vector<EditorProblem> at(int position) const;
    /// The worst that begins in a block.
    std::optional<EditorProblem::Severity> worstIn(const QTextBlock& block) const;

    void paint(QPainter& painter, const std::vector<VisibleBlock>& visible) const;

private:
    struct Mark
    {
        QTextCursor cursor; ///< its selection is the place
        EditorProblem::Severity severity;
        QString text;
    };

    EditorProblem problemOf(const Mark& mark) const;

    CodeEditor& m_editor;
    std::vector<Mark> m_marks; ///< in the order of their places
};

} // namespace skiff::widgets
