#include "widgets/terminal/reflow.h"

#include <algorithm>

namespace skiff::widgets::terminal {

namespace {

/// Where a piece that begins at `begin` ends: a wide character is not cut.
size_t endOfPiece(const Line& line, size_t begin, size_t columns)
{
    const size_t end = std::min(line.size(), begin + columns);
    return end < line.size() && line[end].flags & Cell::WideRest && end - begin > 1 ? end - 1 : end;
}

} // namespace

uint64_t reflow(std::deque<PastLine>& lines, int columns, size_t most)
{
    std::deque<PastLine> out;
    uint64_t gone = 0;
    const auto put = [&](PastLine&& line) {
        out.push_back(std::move(line));
        if (out.size() > most) { // at once: broken small, a scrollback is much longer
            out.pop_front();
            ++gone;
        }
    };
    while (!lines.empty()) {
        Line whole = std::move(lines.front().cells);
        bool continues = lines.front().continues;
        lines.pop_front();
        while (continues && !lines.empty()) {
            whole.insert(whole.end(), lines.front().cells.begin(), lines.front().cells.end());
            continues = lines.front().continues;
            lines.pop_front();
        }
        size_t begin = 0;
        do {
            const size_t end = endOfPiece(whole, begin, size_t(columns));
            const bool last = end == whole.size();
            put({Line(whole.begin() + ptrdiff_t(begin), whole.begin() + ptrdiff_t(end)), !last || continues});
            begin = end;
        } while (begin < whole.size());
    }
    lines = std::move(out);
    return gone;
}

} // namespace skiff::widgets::terminal
