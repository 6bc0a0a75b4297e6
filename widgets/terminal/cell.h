#pragma once

#include <QString>

#include <array>
#include <cstdint>
#include <vector>

namespace skiff::widgets::terminal {

/// One place of the screen. Colours are as in widgets::ansiColor().
struct Cell
{
    enum Flag : uint16_t
    {
        Bold = 1,
        Italic = 2,
        Underline = 4,
        Reverse = 8,
        Strike = 16,
        Blink = 32,
        DoubleUnderline = 64,
        Wide = 128,
        WideRest = 256
    };

    char32_t character = 0; ///< 0: empty
    uint32_t foreground = 0;
    uint32_t background = 0;
    uint16_t flags = 0;
    uint16_t link = 0;               ///< number of a hyperlink, 0: none
    std::array<char16_t, 4> marks{}; ///< combining characters, up to the first 0

    QString text() const;
};

using Line = std::vector<Cell>;

} // namespace skiff::widgets::terminal
