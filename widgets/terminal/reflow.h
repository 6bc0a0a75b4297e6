#pragma once

#include "widgets/terminal/cell.h"

#include <deque>

namespace skiff::widgets::terminal {

/// A line that has left the screen; one that continues was only broken by the screen's width.
struct PastLine
{
    Line cells; ///< without the blanks at its end
    bool continues = false;
};

/// Breaks lines anew for another width. Keeps the newest `most`; how many went is the result. Pure.
uint64_t reflow(std::deque<PastLine>& lines, int columns, size_t most);

} // namespace skiff::widgets::terminal
