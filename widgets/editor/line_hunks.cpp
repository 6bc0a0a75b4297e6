#include "widgets/editor/line_hunks.h"

#include <algorithm>

namespace skiff::widgets {

namespace {

/// More edits than this are one hunk.
constexpr int MostEdits = 400;

} // namespace

std::vector<LineHunk> lineHunks(const QStringList& left, const QStringList& right)
{
    int begin = 0;
    const int least = int(std::min(left.size(), right.size()));
    while (begin < least && left[begin] == right[begin])
        ++begin;
    int back = 0;
    while (back < least - begin && left[left.size() - 1 - back] == right[right.size() - 1 - back])
        ++back;
    const int n = int(left.size()) - begin - back;
    const int m = int(right.size()) - begin - back;
    if (n == 0 && m == 0)
        return {};

    // Myers: reach[k] is how far left one comes on diagonal k with d edits.
    const int most = std::min(n + m, MostEdits);
    std::vector<int> reach(size_t(2 * most + 3), 0);
    std::vector<std::vector<int>> steps;
    int edits = -1;
    for (int d = 0; d <= most && edits < 0; ++d) {
        steps.push_back(reach);
        for (int k = -d; k <= d; k += 2) {
            const auto at = size_t(k + most + 1);
            int x = k == -d || (k != d && reach[at - 1] < reach[at + 1]) ? reach[at + 1] : reach[at - 1] + 1;
            while (x < n && x - k < m && x - k >= 0 && left[begin + x] == right[begin + x - k])
                ++x;
            reach[at] = x;
            if (x >= n && x - k >= m) {
                edits = d;
                break;
            }
        }
    }
    if (edits < 0)
        return {{begin, n, begin, m}};

    std::vector<LineHunk> hunks;
    int x = n;
    int y = m;
    for (int d = edits; d > 0; --d) {
        const std::vector<int>& before = steps[size_t(d)];
        const int k = x - y;
        const auto at = size_t(k + most + 1);
        const bool inserted = k == -d || (k != d && before[at - 1] < before[at + 1]);
        const int fromX = inserted ? before[at + 1] : before[at - 1];
        const int fromY = fromX - (inserted ? k + 1 : k - 1);
        LineHunk hunk{begin + fromX, inserted ? 0 : 1, begin + fromY, inserted ? 1 : 0};
        if (!hunks.empty() && hunks.back().left == hunk.left + hunk.leftCount &&
            hunks.back().right == hunk.right + hunk.rightCount) {
            LineHunk& next = hunks.back();
            next = {hunk.left, hunk.leftCount + next.leftCount, hunk.right, hunk.rightCount + next.rightCount};
        } else {
            hunks.push_back(hunk);
        }
        x = fromX;
        y = fromY;
    }
    std::reverse(hunks.begin(), hunks.end());
    return hunks;
}

} // namespace skiff::widgets
