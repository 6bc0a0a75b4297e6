#include "app/model/edit/line_diff.h"

#include <QHash>

#include <algorithm>

namespace skiff::model::edit {

namespace {

constexpr int MostEdits = 1500;           ///< beyond it the middle counts as replaced: memory grows with the square
constexpr int MostWordEdits = 100;        ///< the same for the words of a line
constexpr qsizetype LongestMarked = 2000; ///< characters of a line whose words are compared

/// A run of elements that both sides have.
struct Match
{
    int left;
    int right;
};

/// The matches of the longest common subsequence of `a` and `b`, by Myers' greedy algorithm; nothing
/// when more than `most` edits are needed.
std::vector<Match> commonOf(const std::vector<int>& a, const std::vector<int>& b, int most)
{
    const int n = int(a.size());
    const int m = int(b.size());
    const int limit = std::min(n + m, most);
    std::vector<int> furthest(size_t(2 * limit + 2), 0);
    std::vector<std::vector<int>> trace;
    const auto at = [limit](int diagonal) {
        return size_t(diagonal + limit);
    };
    int found = -1;
    for (int d = 0; d <= limit && found < 0; ++d) {
        trace.emplace_back(furthest.begin() + (limit - d), furthest.begin() + (limit + d + 2));
        for (int k = -d; k <= d; k += 2) {
            int x = k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]) ? furthest[at(k + 1)]
                                                                                     : furthest[at(k - 1)] + 1;
            while (x < n && x - k < m && a[size_t(x)] == b[size_t(x - k)])
                ++x;
            furthest[at(k)] = x;
            if (x >= n && x - k >= m) {
                found = d;
                break;
            }
        }
    }
    std::vector<Match> matches;
    if (found < 0)
        return matches;
    int x = n;
    int y = m;
    for (int d = found; d >= 0; --d) {
        const std::vector<int>& before = trace[size_t(d)]; // diagonals -d … d+1
        const auto value = [&before, d](int diagonal) {
            return before[size_t(diagonal + d)];
        };
        const int k = x - y;
        int previous = 0;
        int previousX = 0;
        if (d > 0) {
            previous = k == -d || (k != d && value(k - 1) < value(k + 1)) ? k + 1 : k - 1;
            previousX = value(previous);
        }
        const int previousY = d > 0 ? previousX - previous : 0;
        while (x > previousX && y > previousY) {
            --x;
            --y;
            matches.push_back({x, y});
        }
        x = previousX;
        y = previousY;
    }
    std::reverse(matches.begin(), matches.end());
    return matches;
}

/// A small number for each different text.
int idOf(QHash<QStringView, int>& ids, QStringView text)
{
    const auto found = ids.constFind(text);
    return found != ids.constEnd() ? *found : *ids.insert(text, int(ids.size()));
}

/// The same with equal beginnings and ends taken off first, which most edits leave almost nothing of.
std::vector<Match> matchesOf(const std::vector<int>& a, const std::vector<int>& b, int most)
{
    size_t head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head])
        ++head;
    size_t tail = 0;
    while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    std::vector<Match> matches;
    for (size_t i = 0; i < head; ++i)
        matches.push_back({int(i), int(i)});
    const std::vector<int> middleA(a.begin() + ptrdiff_t(head), a.end() - ptrdiff_t(tail));
    const std::vector<int> middleB(b.begin() + ptrdiff_t(head), b.end() - ptrdiff_t(tail));
    for (const Match& match : commonOf(middleA, middleB, most))
        matches.push_back({match.left + int(head), match.right + int(head)});
    for (size_t i = tail; i-- > 0;)
        matches.push_back({int(a.size() - 1 - i), int(b.size() - 1 - i)});
    return matches;
}

struct Word
{
    int column;
    int length;
};

std::vector<Word> wordsOf(const QString& line)
{
    std::vector<Word> words;
    const auto sort = [](QChar c) {
        return c.isLetterOrNumber() ? 1 : c.isSpace() ? 2 : 0;
    };
    for (int at = 0; at < line.size();) {
        int end = at + 1;
        while (end < line.size() && sort(line[at]) != 0 && sort(line[end]) == sort(line[at]))
            ++end;
        words.push_back({at, end - at});
        at = end;
    }
    return words;
}

std::vector<WordMark> unmatched(const std::vector<Word>& words, const std::vector<bool>& matched)
{
    std::vector<WordMark> marks;
    for (size_t i = 0; i < words.size(); ++i) {
        if (matched[i])
            continue;
        if (!marks.empty() && marks.back().column + marks.back().length == words[i].column)
            marks.back().length += words[i].length;
        else
            marks.push_back({words[i].column, words[i].length});
    }
    return marks;
}

/// Marks the words that differ; false when the lines have too little in common to be laid side by side as one.
bool markWords(DiffRow& row, const QString& left, const QString& right)
{
    if (left.size() > LongestMarked || right.size() > LongestMarked)
        return true;
    const auto leftWords = wordsOf(left);
    const auto rightWords = wordsOf(right);
    QHash<QStringView, int> ids;
    const auto idsOf = [&ids](const QString& line, const std::vector<Word>& words) {
        std::vector<int> all;
        for (const Word& word : words)
            all.push_back(idOf(ids, QStringView(line).mid(word.column, word.length)));
        return all;
    };
    std::vector<bool> leftMatched(leftWords.size());
    std::vector<bool> rightMatched(rightWords.size());
    int common = 0;
    for (const Match& match : matchesOf(idsOf(left, leftWords), idsOf(right, rightWords), MostWordEdits)) {
        leftMatched[size_t(match.left)] = rightMatched[size_t(match.right)] = true;
        if (!left.at(leftWords[size_t(match.left)].column).isSpace())
            common += leftWords[size_t(match.left)].length;
    }
    row.leftMarks = unmatched(leftWords, leftMatched);
    row.rightMarks = unmatched(rightWords, rightMatched);
    return common * 4 >= int(std::max(left.trimmed().size(), right.trimmed().size()));
}

/// Rows for lines that are on one side only: paired as changed where they are alike.
void addReplaced(std::vector<DiffRow>& rows, const QStringList& left, const QStringList& right, int l0, int l1, int r0,
                 int r1)
{
    while (l0 < l1 && r0 < r1) {
        DiffRow row{DiffRow::Type::Changed, l0, r0, {}, {}};
        if (markWords(row, left[l0], right[r0])) {
            rows.push_back(std::move(row));
            ++l0;
            ++r0;
        } else if (l1 - l0 >= r1 - r0) {
            rows.push_back({DiffRow::Type::Removed, l0++, -1, {}, {}});
        } else {
            rows.push_back({DiffRow::Type::Added, -1, r0++, {}, {}});
        }
    }
    for (; l0 < l1; ++l0)
        rows.push_back({DiffRow::Type::Removed, l0, -1, {}, {}});
    for (; r0 < r1; ++r0)
        rows.push_back({DiffRow::Type::Added, -1, r0, {}, {}});
}

} // namespace

std::vector<DiffRow> diffLines(const QStringList& left, const QStringList& right)
{
    QHash<QStringView, int> ids;
    const auto idsOf = [&ids](const QStringList& lines) {
        std::vector<int> all;
        all.reserve(size_t(lines.size()));
        for (const QString& line : lines)
            all.push_back(idOf(ids, QStringView(line)));
        return all;
    };
    const auto a = idsOf(left);
    const auto b = idsOf(right);
    std::vector<DiffRow> rows;
    int l = 0;
    int r = 0;
    for (const Match& match : matchesOf(a, b, MostEdits)) {
        addReplaced(rows, left, right, l, match.left, r, match.right);
        rows.push_back({DiffRow::Type::Same, match.left, match.right, {}, {}});
        l = match.left + 1;
        r = match.right + 1;
    }
    addReplaced(rows, left, right, l, int(left.size()), r, int(right.size()));
    return rows;
}

DiffCounts countChanges(const std::vector<DiffRow>& rows)
{
    DiffCounts counts;
    for (const DiffRow& row : rows) {
        counts.added += row.type == DiffRow::Type::Added;
        counts.removed += row.type == DiffRow::Type::Removed;
        counts.changed += row.type == DiffRow::Type::Changed;
    }
    return counts;
}

} // namespace skiff::model::edit
