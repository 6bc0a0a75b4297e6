#include "widgets/editor/folding.h"

#include "widgets/editor/block_data.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/long_lines.h"

#include <QPlainTextDocumentLayout>
#include <QTextDocument>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int SoonMsecs = 150;

int indentOf(const QString& line)
{
    int indent = 0;
    while (indent < line.size() && line[indent] == QLatin1Char(' '))
        ++indent;
    return indent < line.size() && line[indent] != QLatin1Char('\r') ? indent : -1;
}

} // namespace

std::vector<FoldRange> foldsByIndentation(const QStringList& lines)
{
    struct Open
    {
        int indent;
        int line;
    };
    std::vector<FoldRange> folds;
    std::vector<Open> open;
    int lastText = -1;
    const auto close = [&](int indent, bool dash) {
        while (!open.empty()) {
            const Open& top = open.back();
            // A list may stand as deep as its key.
            const bool inside = top.indent < indent || (top.indent == indent && dash &&
                                                        !lines[top.line].mid(indent).startsWith(QLatin1Char('-')));
            if (inside)
                break;
            if (lastText > top.line)
                folds.push_back({top.line, lastText});
            open.pop_back();
        }
    };
    for (int i = 0; i < lines.size(); ++i) {
        const int indent = indentOf(lines[i]);
        if (indent < 0)
            continue;
        const QStringView text = QStringView(lines[i]).mid(indent);
        const bool separator =
            indent == 0 && (text.startsWith(QLatin1String("---")) || text.startsWith(QLatin1String("...")));
        close(indent, !separator && (text == QLatin1String("-") || text.startsWith(QLatin1String("- "))));
        if (!separator)
            open.push_back({indent, i});
        lastText = i;
    }
    close(-1, false);
    std::sort(folds.begin(), folds.end(), [](const FoldRange& a, const FoldRange& b) { return a.first < b.first; });
    return folds;
}

Folding::Folding(CodeEditor& editor) : m_editor(editor), m_blockCount(editor.blockCount())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMsecs);
    connect(&m_soon, &QTimer::timeout, this, &Folding::update);
    connect(editor.document(), &QTextDocument::contentsChange, this, &Folding::textChanged);
}

void Folding::setRanges(std::vector<FoldRange> ranges)
{
    std::erase_if(ranges, [](const FoldRange& range) { return range.last <= range.first || range.first < 0; });
    std::stable_sort(ranges.begin(), ranges.end(), [](const FoldRange& a, const FoldRange& b) {
        return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    ranges.erase(std::unique(ranges.begin(), ranges.end(),
                             [](const FoldRange& a, const FoldRange& b) { return a.first == b.first; }),
                 ranges.end());
    m_byIndentation = false;
    m_soon.stop();
    m_ranges = std::move(ranges);
    apply();
}

void Folding::reset()
{
    m_byIndentation = true;
    m_ranges.clear();
    m_anyFolded = false;
    m_soon.start(0);
}

void Folding::textChanged(int position)
{
    const int delta = m_editor.blockCount() - m_blockCount;
    m_blockCount = m_editor.blockCount();
    if (delta != 0) {
        // Until the ranges are told anew, those behind the edit move with their lines.
        const EditorPlace place = m_editor.longLines().placeOf(position);
        const auto moved = [&](int line) {
            return std::max(place.line, line + delta);
        };
        for (FoldRange& range : m_ranges) {
            if (range.first > place.line || (range.first == place.line && place.column == 0 && delta > 0))
                range.first = moved(range.first);
            if (range.last >= place.line)
                range.last = moved(range.last);
        }
    }
    m_soon.start(SoonMsecs);
}

void Folding::update()
{
    if (m_byIndentation)
        m_ranges = foldsByIndentation(m_editor.text().split(QLatin1Char('\n')));
    apply();
}

std::optional<Folding::Blocks> Folding::below(const QTextBlock& block) const
{
    const LongLines& lines = m_editor.longLines();
    if (!block.isValid() || LongLines::continues(block.previous()))
        return std::nullopt;
    const int line = lines.lineOf(block);
    const auto range = std::lower_bound(m_ranges.begin(), m_ranges.end(), line,
                                        [](const FoldRange& r, int wanted) { return r.first < wanted; });
    if (range == m_ranges.end() || range->first != line || range->last <= line)
        return std::nullopt;
    const QTextBlock first = lines.lastBlock(block).next();
    if (!first.isValid())
        return std::nullopt;
    const int last = std::min(range->last, lines.lineCount() - 1);
    return Blocks{.first = first, .last = lines.lastBlock(lines.blockOf(last)), .lines = last - line};
}

bool Folding::isFolded(const QTextBlock& block)
{
    return BlockData::isFolded(block);
}

void Folding::setFolded(QTextBlock block, bool folded)
{
    if (folded && !canFold(block))
        return;
    if (isFolded(block) == folded)
        return;
    BlockData::of(block).folded = folded;
    m_anyFolded = true;
    apply();
}

void Folding::setAllFolded(bool folded)
{
    if (folded && m_soon.isActive() && m_byIndentation)
        update();
    for (const FoldRange& range : m_ranges) {
        const QTextBlock block = m_editor.longLines().blockOf(range.first);
        if (folded || isFolded(block))
            BlockData::of(block).folded = folded;
    }
    m_anyFolded = true;
    apply();
}

QTextBlock Folding::enclosing(const QTextBlock& block) const
{
    const int line = m_editor.longLines().lineOf(block);
    for (auto range = m_ranges.rbegin(); range != m_ranges.rend(); ++range)
        if (range->first <= line && range->last >= line)
            return m_editor.longLines().blockOf(range->first);
    return {};
}

void Folding::reveal(const QTextBlock& block)
{
    if (block.isVisible())
        return;
    const int line = m_editor.longLines().lineOf(block);
    for (const FoldRange& range : m_ranges) {
        if (range.first > line)
            break;
        if (range.last < line)
            continue;
        const QTextBlock first = m_editor.longLines().blockOf(range.first);
        if (isFolded(first))
            BlockData::of(first).folded = false;
    }
    apply();
}

void Folding::apply()
{
    if (!m_anyFolded) {
        emit changed();
        return;
    }
    QTextDocument& document = *m_editor.document();
    int hideFrom = -1;
    int hideTo = -1;
    QTextBlock firstChanged;
    QTextBlock lastChanged;
    m_anyFolded = false;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const bool visible = block.blockNumber() < hideFrom || block.blockNumber() > hideTo;
        if (isFolded(block)) {
            const auto range = below(block);
            BlockData::of(block).folded = range.has_value();
            m_anyFolded = m_anyFolded || range;
            if (range && visible) {
                hideFrom = range->first.blockNumber();
                hideTo = range->last.blockNumber();
            }
        }
        if (block.isVisible() == visible)
            continue;
        block.setVisible(visible);
        if (!firstChanged.isValid())
            firstChanged = block;
        lastChanged = block;
    }
    if (firstChanged.isValid()) {
        // From the block before, because a change within one block would not count its lines anew.
        const QTextBlock from = firstChanged.previous().isValid() ? firstChanged.previous() : firstChanged;
        document.markContentsDirty(from.position(), lastChanged.position() + lastChanged.length() - from.position());
    }
    // A cursor that is folded away would unfold at the next key.
    if (QTextCursor cursor = m_editor.textCursor(); !cursor.block().isVisible()) {
        QTextBlock head = cursor.block();
        while (!head.isVisible() && head.previous().isValid())
            head = head.previous();
        cursor.setPosition(head.position() + head.length() - 1);
        m_editor.setTextCursor(cursor);
    }
    emit changed();
}

} // namespace skiff::widgets
