#include "widgets/editor/long_lines.h"

#include <QTextDocument>

#include <algorithm>

namespace skiff::widgets {

namespace {

/// What ends a block of a QTextDocument without being a line feed, and what stands for it there.
constexpr std::pair<QChar, QChar> StandIns[]{
    {QChar::ParagraphSeparator, QChar(0xFDEC)}, {QChar(0xFDD0), QChar(0xFDED)}, {QChar(0xFDD1), QChar(0xFDEE)}};

} // namespace

/// Whether each line can be a block as it is.
bool LongLines::isPlain(const QString& text)
{
    if (text.contains(Mark) || text.contains(QLatin1Char('\r')))
        return false;
    for (const auto& [special, standIn] : StandIns)
        if (text.contains(special))
            return false;
    for (qsizetype begin = 0; begin < text.size();) {
        const qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        if ((end < 0 ? text.size() : end) - begin > LongestBlock)
            return false;
        begin = end < 0 ? text.size() : end + 1;
    }
    return true;
}

QString LongLines::cut(const QString& text)
{
    if (isPlain(text))
        return text;
    QString result;
    result.reserve(text.size() + text.size() / PieceLength * 2);
    qsizetype begin = 0;
    while (begin <= text.size()) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        if (end < 0)
            end = text.size();
        QString line = text.mid(begin, end - begin);
        line.remove(Mark);
        for (const auto& [special, standIn] : StandIns)
            line.replace(special, standIn);
        if (line.endsWith(QLatin1Char('\r')))
            line.chop(1);
        if (begin > 0)
            result += QLatin1Char('\n');
        qsizetype from = 0;
        while (line.size() - from > LongestBlock) {
            qsizetype length = PieceLength;
            if (line[from + length - 1].isHighSurrogate())
                ++length;
            result += QStringView(line).mid(from, length);
            result += Mark;
            m_used = true;
            result += QLatin1Char('\n');
            from += length;
        }
        result += QStringView(line).mid(from);
        begin = end + 1;
    }
    return result;
}

QString LongLines::joined(QString cut)
{
    cut.replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
    if (cut.contains(Mark)) {
        static const QString joint = QString(Mark) + QLatin1Char('\n');
        cut.remove(joint);
        cut.remove(Mark);
    }
    for (const auto& [special, standIn] : StandIns)
        cut.replace(standIn, special);
    return cut;
}

QString LongLines::cutText() const
{
    return m_document.toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

bool LongLines::continues(const QTextBlock& block)
{
    return block.length() > 1 && block.next().isValid() &&
           block.document()->characterAt(block.position() + block.length() - 2) == Mark;
}

void LongLines::refresh() const
{
    if (m_revision == m_document.revision())
        return;
    m_revision = m_document.revision();
    m_continuing.clear();
    if (!m_used)
        return;
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next())
        if (continues(block))
            m_continuing.push_back(block.blockNumber());
}

int LongLines::lineOf(const QTextBlock& block) const
{
    refresh();
    const int number = block.blockNumber();
    const auto before = std::lower_bound(m_continuing.begin(), m_continuing.end(), number);
    return number - int(before - m_continuing.begin());
}

QTextBlock LongLines::blockOf(int line) const
{
    refresh();
    // The number of pieces before a block grows slower than its number, so this ends after few rounds.
    int number = line;
    for (const int continuing : m_continuing) {
        if (continuing >= number)
            break;
        ++number;
    }
    const QTextBlock block = m_document.findBlockByNumber(std::clamp(number, 0, m_document.blockCount() - 1));
    return firstBlock(block);
}

QTextBlock LongLines::firstBlock(QTextBlock block) const
{
    while (block.previous().isValid() && continues(block.previous()))
        block = block.previous();
    return block;
}

QTextBlock LongLines::lastBlock(QTextBlock block) const
{
    while (continues(block))
        block = block.next();
    return block;
}

EditorPlace LongLines::placeOf(int position) const
{
    const QTextBlock block = m_document.findBlock(std::clamp(position, 0, m_document.characterCount() - 1));
    int column = position - block.position();
    if (continues(block))
        column = std::min(column, block.length() - 2);
    for (QTextBlock before = block.previous(); before.isValid() && continues(before); before = before.previous())
        column += before.length() - 2;
    return {.line = lineOf(block), .column = column};
}

int LongLines::positionOf(int line, int column) const
{
    QTextBlock block = blockOf(std::max(0, line));
    column = std::max(0, column);
    while (continues(block) && column > block.length() - 2) {
        column -= block.length() - 2;
        block = block.next();
    }
    return block.position() + std::min(column, block.length() - 1);
}

} // namespace skiff::widgets
