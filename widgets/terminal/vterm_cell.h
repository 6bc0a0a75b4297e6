#pragma once

#include "widgets/terminal/cell.h"

#include <vterm.h>

#include <array>

namespace skiff::widgets::terminal {

/// One of libvterm's cells as ours. `linkOf` says which link each of its ten fonts stands for: that is
/// how a cell of libvterm's carries one.
Cell toCell(const VTermScreenCell& from, const std::array<uint16_t, 10>& linkOf);
/// Back into a cell of libvterm's, when the screen grows and takes lines of the scrollback in.
VTermScreenCell fromCell(const Cell& cell);
/// Takes what nobody sees from a line's end.
void cutBlanks(Line& line);

} // namespace skiff::widgets::terminal
