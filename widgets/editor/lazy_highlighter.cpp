#include "widgets/editor/lazy_highlighter.h"

#include "widgets/editor/block_data.h"
#include "widgets/editor/long_lines.h"

#include <QElapsedTimer>
#include <QTextDocument>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr qint64 SliceNsecs = 6'000'000;
/// Longer blocks (only what was typed or edited in one piece) stay without colours.
constexpr int LongestColored = 8000;

} // namespace

LazyHighlighter::LazyHighlighter(QTextDocument& document, const Tokens& tokens)
    : m_document(document),
      m_lines(LineHighlighter::forYaml(tokens)),
      m_to(document.blockCount()),
      m_blockCount(document.blockCount())
{
    m_slices.setInterval(0);
    connect(&m_slices, &QTimer::timeout, this, &LazyHighlighter::workSlice);
    connect(&document, &QTextDocument::contentsChange, this, &LazyHighlighter::changed);
    m_slices.start();
}

LazyHighlighter::~LazyHighlighter() = default;

void LazyHighlighter::setTokens(const Tokens& tokens)
{
    m_lines->setTokens(tokens);
    ++m_theme;
}

int LazyHighlighter::behind(const QTextBlock& block, LineHighlighter::Formats* formats, int state)
{
    if (block.length() > LongestColored)
        return state;
    QString text = block.text();
    if (text.endsWith(LongLines::Mark))
        text.chop(1);
    return m_lines->highlight(text, state, formats);
}

void LazyHighlighter::prepare(QTextBlock first, const QTextBlock& last)
{
    // Without a state of its own the first block is taken for the begin of a text until its state is found.
    int state = first.userState();
    if (state < 0)
        state = LineHighlighter::Begin;
    for (QTextBlock block = first; block.isValid() && block.blockNumber() <= last.blockNumber(); block = block.next()) {
        if (!block.isVisible()) {
            state = LineHighlighter::Begin;
            continue;
        }
        if (block.userState() >= 0)
            state = block.userState();
        BlockData& data = BlockData::of(block);
        const bool same =
            data.coloredState == state && data.coloredTheme == m_theme && data.coloredRevision == block.revision();
        LineHighlighter::Formats formats;
        const int before = state;
        if (!same || block.next().userState() < 0)
            state = behind(block, same ? nullptr : &formats, before);
        if (same)
            continue;
        data.coloredState = before;
        data.coloredTheme = m_theme;
        data.coloredRevision = block.revision();
        if (formats == block.layout()->formats())
            continue;
        block.layout()->setFormats(formats);
        m_document.markContentsDirty(block.position(), block.length());
    }
}

void LazyHighlighter::changed(int position, int, int added)
{
    const int delta = m_document.blockCount() - m_blockCount;
    m_blockCount = m_document.blockCount();
    const int first = m_document.findBlock(position).blockNumber();
    const QTextBlock lastBlock = m_document.findBlock(position + added);
    const int last = lastBlock.isValid() ? lastBlock.blockNumber() : m_blockCount - 1;
    if (m_from < 0) {
        m_from = first;
        m_to = last + 1;
    } else {
        m_to = std::max(m_to > first ? m_to + delta : m_to, last + 1);
        m_from = std::min(m_from, first);
    }
    m_slices.start();
}

void LazyHighlighter::workSlice()
{
    QElapsedTimer timer;
    timer.start();
    QTextBlock block = m_document.findBlockByNumber(m_from);
    if (m_from == 0 && block.userState() != LineHighlighter::Begin)
        block.setUserState(LineHighlighter::Begin);
    const int first = m_from;
    bool done = !block.isValid();
    while (!done) {
        const int state = behind(block, nullptr, std::max(0, block.userState()));
        QTextBlock next = block.next();
        done = !next.isValid() || (next.blockNumber() >= m_to && next.userState() == state);
        if (next.isValid())
            next.setUserState(state);
        block = next;
        if (!done && timer.nsecsElapsed() > SliceNsecs)
            break;
    }
    const int last = block.isValid() ? block.blockNumber() : m_document.blockCount() - 1;
    m_from = done ? -1 : last;
    if (done)
        m_slices.stop();
    emit restyled(first, last);
}

} // namespace skiff::widgets
