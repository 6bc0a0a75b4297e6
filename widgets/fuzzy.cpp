#include "widgets/fuzzy.h"

#include <QStringList>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int Whole = 1000;
constexpr int Begin = 800;
constexpr int WordBegin = 600;
constexpr int Inside = 400;
constexpr int Scattered = 200;

bool beginsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

/// The letters of `word` in order; the less of `text` they span the better.
int scatteredScore(const QString& text, const QString& word)
{
    qsizetype first = -1;
    qsizetype at = 0;
    for (const QChar c : word) {
        at = text.indexOf(c, at, Qt::CaseInsensitive);
        if (at < 0)
            return 0;
        if (first < 0)
            first = at;
        ++at;
    }
    const qsizetype gaps = at - first - word.size();
    // Letters far apart are chance.
    return gaps > 2 * word.size() + 2 ? 0 : std::max(1, Scattered - int(gaps) * 10);
}

int wordScore(const QString& text, const QString& word)
{
    int best = 0;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive))
        best = std::max(best, at == 0                ? (word.size() == text.size() ? Whole : Begin)
                              : beginsWord(text, at) ? WordBegin
                                                     : Inside);
    return best > 0 ? best : scatteredScore(text, word);
}

} // namespace

int fuzzyScore(const QString& text, const QString& typed)
{
    int sum = 0;
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const int score = wordScore(text, word);
        if (score == 0)
            return 0;
        sum += score;
    }
    if (words.isEmpty())
        return 1;
    // Of equal matches the shorter text is more to the point.
    return std::max<int>(1, sum * 4 / int(words.size()) - int(std::min<qsizetype>(text.size(), 200)));
}

} // namespace skiff::widgets
