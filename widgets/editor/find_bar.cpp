#include "widgets/editor/find_bar.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/long_lines.h"
#include "widgets/marked_scroll_bar.h"
#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int SoonMsecs = 120;

} // namespace

FindBar::FindBar(CodeEditor& editor) : QWidget(&editor), m_editor(editor)
{
    build();
    retranslate();
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMsecs);
    connect(&m_soon, &QTimer::timeout, this, &FindBar::search);
    connect(&m_search, &TextSearch::finished, this, &FindBar::show);
    connect(editor.document(), &QTextDocument::contentsChange, this, &FindBar::documentChanged);
    connect(&editor, &QPlainTextEdit::cursorPositionChanged, this, &FindBar::updateCount);
}

void FindBar::open(bool replace)
{
    m_replaceRow->setVisible(replace && !m_editor.isReadOnly());
    const QTextCursor cursor = m_editor.textCursor();
    m_origin = cursor.selectionStart();
    QWidget::show();
    const QString selected = cursor.selectedText();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator))
        m_text->setText(selected);
    m_text->selectAll();
    m_text->setFocus(Qt::ShortcutFocusReason);
    emit changed();
    search();
}

void FindBar::close()
{
    m_soon.stop();
    m_search.cancel();
    m_searching = false;
    m_result = {};
    m_editor.markedScrollBar().setMarks({});
    hide();
    m_editor.setFocus(Qt::OtherFocusReason);
    emit changed();
}

SearchPattern FindBar::pattern() const
{
    return {.text = m_text->text(),
            .regex = m_regex->isChecked(),
            .matchCase = m_matchCase->isChecked(),
            .wholeWords = m_wholeWords->isChecked()};
}

void FindBar::setPattern(const SearchPattern& pattern)
{
    m_regex->setChecked(pattern.regex);
    m_matchCase->setChecked(pattern.matchCase);
    m_wholeWords->setChecked(pattern.wholeWords);
    m_text->setText(pattern.text);
}

void FindBar::setReplacement(const QString& text)
{
    m_replacement->setText(text);
}

void FindBar::patternChanged()
{
    m_search.cancel();
    m_searching = false;
    m_replaced = -1;
    m_jump = true;
    m_soon.start();
}

void FindBar::search()
{
    m_soon.stop();
    m_searching = true;
    m_search.start(m_editor.longLines().cutText(), pattern());
    updateCount();
}

void FindBar::show(const SearchResult& result)
{
    m_searching = false;
    m_result = result;
    std::vector<float> marks;
    const auto count = float(std::max(1, m_editor.document()->characterCount()));
    for (const SearchMatch& match : result.matches) {
        const float at = float(match.position) / count;
        if (marks.empty() || at - marks.back() > 0.001F)
            marks.push_back(at);
    }
    m_editor.markedScrollBar().setMarks(std::move(marks));
    if (m_jump && !result.matches.empty()) {
        const auto next =
            std::lower_bound(result.matches.begin(), result.matches.end(), m_origin,
                             [](const SearchMatch& match, int position) { return match.position < position; });
        selectMatch(next == result.matches.end() ? 0 : int(next - result.matches.begin()));
    }
    m_jump = false;
    updateCount();
    emit changed();
}

void FindBar::documentChanged(int position, int removed, int added)
{
    if (isHidden())
        return;
    // Until the text is looked through anew, what was found moves with it.
    std::erase_if(m_result.matches, [&](const SearchMatch& match) {
        return match.position < position + removed && match.position + match.length > position;
    });
    for (SearchMatch& match : m_result.matches)
        if (match.position >= position + removed)
            match.position += added - removed;
    m_search.cancel();
    m_searching = false;
    m_soon.start();
}

int FindBar::currentMatch() const
{
    const QTextCursor cursor = m_editor.textCursor();
    const auto match = std::lower_bound(m_result.matches.begin(), m_result.matches.end(), cursor.selectionStart(),
                                        [](const SearchMatch& m, int position) { return m.position < position; });
    if (match == m_result.matches.end() || match->position != cursor.selectionStart() ||
        match->position + match->length != cursor.selectionEnd())
        return -1;
    return int(match - m_result.matches.begin());
}

void FindBar::selectMatch(int match)
{
    const SearchMatch& found = m_result.matches[size_t(match)];
    QTextCursor cursor(m_editor.document());
    cursor.setPosition(found.position);
    cursor.setPosition(found.position + found.length, QTextCursor::KeepAnchor);
    m_editor.showSelection(cursor);
}

void FindBar::findNext(bool forward)
{
    m_replaced = -1;
    if (!isSettled()) {
        m_origin = m_editor.textCursor().selectionStart();
        m_jump = true;
        return;
    }
    if (m_result.matches.empty())
        return;
    const QTextCursor cursor = m_editor.textCursor();
    const int count = int(m_result.matches.size());
    const auto before = [](const SearchMatch& match, int position) {
        return match.position < position;
    };
    const int from = forward ? cursor.selectionEnd() : cursor.selectionStart();
    const int next = int(std::lower_bound(m_result.matches.begin(), m_result.matches.end(), from, before) -
                         m_result.matches.begin());
    selectMatch(forward ? next % count : (next + count - 1) % count);
    m_origin = m_editor.textCursor().selectionStart();
}

void FindBar::replaceCurrent()
{
    const int current = currentMatch();
    if (m_editor.isReadOnly() || !isSettled())
        return;
    if (current < 0) {
        findNext(true);
        return;
    }
    QTextCursor cursor = m_editor.textCursor();
    const SearchMatch match = m_result.matches[size_t(current)];
    cursor.insertText(m_editor.longLines().cut(replacementFor(match, pattern(), m_replacement->text())));
    m_editor.setTextCursor(cursor);
    m_origin = cursor.position();
    m_jump = true;
    search();
}

int FindBar::replaceAll()
{
    if (m_editor.isReadOnly() || !isSettled() || m_result.matches.empty())
        return 0;
    const std::vector<SearchMatch> matches = std::move(m_result.matches);
    m_result.matches.clear();
    QTextCursor cursor = m_editor.textCursor();
    cursor.beginEditBlock();
    for (auto match = matches.rbegin(); match != matches.rend(); ++match) {
        cursor.setPosition(match->position);
        cursor.setPosition(match->position + match->length, QTextCursor::KeepAnchor);
        cursor.insertText(m_editor.longLines().cut(replacementFor(*match, pattern(), m_replacement->text())));
    }
    cursor.endEditBlock();
    m_editor.setTextCursor(cursor);
    m_replaced = int(matches.size());
    search();
    return m_replaced;
}

void FindBar::updateCount()
{
    const bool bad = !m_result.error.isEmpty() || m_result.tooCostly;
    const int count = int(m_result.matches.size());
    const int current = currentMatch();
    QString text;
    if (m_text->text().isEmpty())
        text = QString();
    else if (m_replaced >= 0)
        text = tr("%1 replaced").arg(m_replaced);
    else if (!m_result.error.isEmpty())
        text = tr("Not a regular expression");
    else if (m_result.tooCostly)
        text = tr("Takes too long");
    else if (count == 0)
        text = m_searching || m_soon.isActive() ? QString() : tr("Not found");
    else if (m_result.truncated)
        text = tr("More than %1").arg(count);
    else
        text = current >= 0 ? tr("%1 of %2").arg(current + 1).arg(count) : tr("%1 found").arg(count);
    m_count->setText(text);
    m_count->setToolTip(m_result.error);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, bad ? tokens(palette()).bad : tokens(palette()).second);
    m_count->setPalette(colors);
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

void FindBar::paint(QPainter& painter, const std::vector<VisibleBlock>& visible) const
{
    if (visible.empty() || isHidden())
        return;
    const Tokens& t = tokens(palette());
    const int first = visible.front().block.position();
    const auto begin = std::lower_bound(
        m_result.matches.begin(), m_result.matches.end(), first,
        [](const SearchMatch& match, int position) { return match.position + match.length < position; });
    painter.setPen(blend(t.surface, t.warning, 0.7));
    painter.setBrush(blend(t.surface, t.warning, t.dark ? 0.25 : 0.18));
    auto match = begin;
    for (const VisibleBlock& shown : visible) {
        const int from = shown.block.position();
        const int to = from + shown.block.length();
        while (match != m_result.matches.end() && match->position + match->length <= from)
            ++match;
        for (auto at = match; at != m_result.matches.end() && at->position < to; ++at) {
            const int column = std::max(0, at->position - from);
            for (const QRectF& rect :
                 m_editor.charRects(shown, column, std::min(at->position + at->length, to - 1) - from - column))
                painter.drawRect(rect.adjusted(0, 0, -1, -1));
        }
    }
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Escape:
        close();
        return;
    case Qt::Key_F3:
        findNext(!shift);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_replacement->hasFocus())
            replaceCurrent();
        else
            findNext(!shift);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace skiff::widgets
