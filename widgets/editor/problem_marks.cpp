#include "widgets/editor/problem_marks.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/long_lines.h"
#include "widgets/tokens.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr qreal WaveHeight = 1.5;
constexpr qreal WaveStep = 2;

QPainterPath wave(const QRectF& text)
{
    const qreal y = text.bottom() - WaveHeight - 0.5;
    QPainterPath path(QPointF(text.left(), y + WaveHeight));
    bool up = true;
    for (qreal x = text.left() + WaveStep; x <= text.right() + WaveStep / 2; x += WaveStep, up = !up)
        path.lineTo(x, up ? y - WaveHeight : y + WaveHeight);
    return path;
}

} // namespace

void ProblemMarks::set(std::vector<EditorProblem> problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const EditorProblem& a, const EditorProblem& b) {
        return a.place.line != b.place.line ? a.place.line < b.place.line : a.place.column < b.place.column;
    });
    if (problems.size() > MostShown)
        problems.resize(MostShown);
    m_marks.clear();
    for (EditorProblem& problem : problems) {
        QTextCursor cursor(m_editor.document());
        const EditorPlace& place = problem.place;
        cursor.setPosition(m_editor.longLines().positionOf(place.line, place.column));
        cursor.setPosition(m_editor.longLines().positionOf(place.line, place.column + place.length),
                           QTextCursor::KeepAnchor);
        m_marks.push_back({cursor, problem.severity, std::move(problem.text)});
    }
}

EditorProblem ProblemMarks::problemOf(const Mark& mark) const
{
    EditorPlace place = m_editor.longLines().placeOf(mark.cursor.selectionStart());
    const EditorPlace end = m_editor.longLines().placeOf(mark.cursor.selectionEnd());
    place.length = end.line == place.line ? end.column - place.column : 0;
    return {.severity = mark.severity, .place = place, .text = mark.text};
}

std::vector<EditorProblem> ProblemMarks::problems() const
{
    std::vector<EditorProblem> problems;
    for (const Mark& mark : m_marks)
        problems.push_back(problemOf(mark));
    return problems;
}

std::optional<EditorProblem> ProblemMarks::next(bool forward) const
{
    if (m_marks.empty())
        return std::nullopt;
    const int position = m_editor.textCursor().selectionStart();
    if (forward) {
        for (const Mark& mark : m_marks)
            if (mark.cursor.selectionStart() > position)
                return problemOf(mark);
        return problemOf(m_marks.front());
    }
    for (auto mark = m_marks.rbegin(); mark != m_marks.rend(); ++mark)
        if (mark->cursor.selectionStart() < position)
            return problemOf(*mark);
    return problemOf(m_marks.back());
}

std::vector<EditorProblem> ProblemMarks::at(int position) const
{
    std::vector<EditorProblem> problems;
    for (const Mark& mark : m_marks)
        if (mark.cursor.selectionStart() <= position && mark.cursor.selectionEnd() >= position)
            problems.push_back(problemOf(mark));
    return problems;
}

std::optional<EditorProblem::Severity> ProblemMarks::worstIn(const QTextBlock& block) const
{
    std::optional<EditorProblem::Severity> worst;
    for (const Mark& mark : m_marks)
        if (block.contains(mark.cursor.selectionStart()) && (!worst || mark.severity < *worst))
            worst = mark.severity;
    return worst;
}

void ProblemMarks::paint(QPainter& painter, const std::vector<VisibleBlock>& visible) const
{
    const Tokens& t = tokens(m_editor.palette());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const Mark& mark : m_marks) {
        const int begin = mark.cursor.selectionStart();
        const int end = mark.cursor.selectionEnd();
        painter.setPen(QPen(mark.severity == EditorProblem::Severity::Error ? t.bad : t.warning, 1.2));
        for (const VisibleBlock& shown : visible) {
            const QTextBlock& block = shown.block;
            if (end < block.position() || begin >= block.position() + block.length())
                continue;
            const int from = std::max(0, begin - block.position());
            const int length = std::min(end - block.position(), block.length() - 1) - from;
            for (const QRectF& rect : m_editor.charRects(shown, from, std::max(1, length)))
                painter.drawPath(wave(rect));
        }
    }
}

} // namespace skiff::widgets
