#pragma once

#include <QStringList>

#include <vector>

namespace skiff::widgets {

/// Lines of one text that lines of another stand for.
struct LineHunk
{
    int left = 0;
    int leftCount = 0;
    int right = 0;
    int rightCount = 0;

    bool operator==(const LineHunk&) const = default;
};

/// Where two texts differ, in order. Finds few lines where there are few (Myers), else takes all
/// between the first and the last for one hunk, so that it costs bounded time. Pure; any thread.
std::vector<LineHunk> lineHunks(const QStringList& left, const QStringList& right);

} // namespace skiff::widgets
