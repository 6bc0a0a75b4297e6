#pragma once

#include <termios.h>

namespace skiff {

/// Keeps the modes of a terminal, and gives them back when it ends or when a signal ends this program:
/// nobody is left with a terminal that shows nothing of what they type.
///
/// A fatal signal is handed on to what was there for it before, once the modes are back; one that was ignored stays
/// so. One at a time in a process, on any thread. Nothing happens when `fd` is no terminal.
class TerminalModes
{
public:
    explicit TerminalModes(int fd);
    ~TerminalModes();
    TerminalModes(const TerminalModes&) = delete;
    TerminalModes& operator=(const TerminalModes&) = delete;

    /// Takes the terminal's own keys (Ctrl-C, line editing) off. What was typed before stays to be read.
    void makeRaw();
    /// As they were at the beginning.
    void restore();

private:
    const int m_fd;
    termios m_before = {};
    const bool m_known; ///< it is a terminal, and how it was
};

} // namespace skiff
