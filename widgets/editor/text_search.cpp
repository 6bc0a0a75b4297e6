#include "widgets/editor/text_search.h"

#include "widgets/editor/long_lines.h"

#include <QElapsedTimer>
#include <QRegularExpression>

namespace skiff::widgets {

namespace {

/// One match may try so many ways (PCRE counts them); an honest expression needs some dozens.
constexpr QLatin1String Limits("(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=10000)");
constexpr qint64 MostMsecs = 5000;

bool isWord(QChar character)
{
    return character.isLetterOrNumber() || character == QLatin1Char('_');
}

bool isWholeWord(QStringView line, qsizetype begin, qsizetype end)
{
    return (begin == 0 || !isWord(line[begin - 1])) && (end == line.size() || !isWord(line[end]));
}

/// A line of the text, put together from its pieces.
struct Line
{
    QString text;
    std::vector<std::pair<int, int>> pieces; ///< column in `text`, position in the document

    int positionOf(int column) const
    {
        auto piece = std::upper_bound(pieces.begin(), pieces.end(), column,
                                      [](int wanted, const auto& p) { return wanted < p.first; });
        --piece;
        return piece->second + column - piece->first;
    }
};

/// Calls `each` for the lines of `text`; a piece is a line when `pieces`.
void forEachLine(const QString& text, bool pieces, const std::function<bool(const Line&)>& each)
{
    Line line;
    for (qsizetype begin = 0; begin <= text.size();) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        if (end < 0)
            end = text.size();
        const bool goesOn = end > begin && text[end - 1] == LongLines::Mark;
        line.pieces.push_back({int(line.text.size()), int(begin)});
        line.text += QStringView(text).mid(begin, end - begin - (goesOn ? 1 : 0));
        if (!goesOn || pieces) {
            if (!each(line))
                return;
            line = {};
        }
        begin = end + 1;
    }
}

void findPlain(const Line& line, const SearchPattern& pattern, SearchResult& result)
{
    const auto sensitivity = pattern.matchCase ? Qt::CaseSensitive : Qt::CaseInsensitive;
    const qsizetype length = pattern.text.size();
    qsizetype at = 0;
    while (int(result.matches.size()) <= SearchResult::Most &&
           (at = line.text.indexOf(pattern.text, at, sensitivity)) >= 0) {
        if (pattern.wholeWords && !isWholeWord(line.text, at, at + length)) {
            ++at;
            continue;
        }
        const int position = line.positionOf(int(at));
        result.matches.push_back({position, line.positionOf(int(at + length - 1)) + 1 - position, {}});
        at += length;
    }
}

void findRegex(const Line& line, const QRegularExpression& expression, SearchResult& result)
{
    for (qsizetype at = 0; at <= line.text.size() && int(result.matches.size()) <= SearchResult::Most;) {
        const QRegularExpressionMatch match = expression.match(line.text, at);
        // Not valid: PCRE gave up at its limits.
        result.tooCostly = result.tooCostly || !match.isValid();
        if (!match.hasMatch())
            return;
        if (match.capturedLength() > 0)
            result.matches.push_back(
                {line.positionOf(int(match.capturedStart())), int(match.capturedLength()),
                 expression.captureCount() > 0 ? match.capturedTexts() : QStringList{match.captured()}});
        at = std::max(match.capturedEnd(), at + (match.capturedLength() > 0 ? 0 : 1));
    }
}

} // namespace

SearchResult findAll(const QString& cutText, const SearchPattern& pattern, const std::function<bool()>& stop)
{
    SearchResult result;
    if (pattern.text.isEmpty())
        return result;
    QRegularExpression expression;
    if (pattern.regex) {
        // What is wrong is said in places of what was typed.
        const QRegularExpression typed(pattern.text);
        if (!typed.isValid()) {
            result.error = typed.errorString();
            return result;
        }
        expression.setPattern(Limits +
                              (pattern.wholeWords ? QStringLiteral("\\b(?:%1)\\b").arg(pattern.text) : pattern.text));
        expression.setPatternOptions(pattern.matchCase ? QRegularExpression::NoPatternOption
                                                       : QRegularExpression::CaseInsensitiveOption);
    }
    QElapsedTimer timer;
    timer.start();
    forEachLine(cutText, pattern.regex, [&](const Line& line) {
        if (pattern.regex)
            findRegex(line, expression, result);
        else
            findPlain(line, pattern, result);
        result.tooCostly = result.tooCostly || timer.hasExpired(MostMsecs);
        return !result.tooCostly && int(result.matches.size()) <= SearchResult::Most && !stop();
    });
    result.truncated = int(result.matches.size()) > SearchResult::Most;
    if (result.truncated)
        result.matches.resize(SearchResult::Most);
    return result;
}

QString replacementFor(const SearchMatch& match, const SearchPattern& pattern, const QString& replacement)
{
    if (!pattern.regex)
        return replacement;
    QString text;
    for (qsizetype i = 0; i < replacement.size(); ++i) {
        const QChar character = replacement[i];
        if (character != QLatin1Char('\\') || i + 1 == replacement.size()) {
            text += character;
            continue;
        }
        const QChar next = replacement[++i];
        if (next.isDigit())
            text += match.captures.value(next.digitValue());
        else if (next == QLatin1Char('n'))
            text += QLatin1Char('\n');
        else if (next == QLatin1Char('t'))
            text += QLatin1Char('\t');
        else
            text += next;
    }
    return text;
}

TextSearch::TextSearch(QObject* parent) : QObject(parent), m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("text search"));
    m_thread.start();
}

TextSearch::~TextSearch()
{
    cancel();
    m_thread.quit();
    m_thread.wait();
}

void TextSearch::cancel()
{
    ++m_latest;
}

void TextSearch::start(const QString& cutText, const SearchPattern& pattern)
{
    const int id = ++m_latest;
    QMetaObject::invokeMethod(m_worker, [this, id, cutText, pattern] {
        const auto stale = [this, id] {
            return m_latest != id;
        };
        if (stale())
            return;
        const SearchResult result = findAll(cutText, pattern, stale);
        QMetaObject::invokeMethod(this, [this, id, result] {
            if (m_latest == id)
                emit finished(result);
        });
    });
}

} // namespace skiff::widgets
