#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <vector>

namespace skiff::model::logs {

/// A colour as a program asked for it: Default, one of the 256 of the terminal's palette, or RGB.
/// 0; 0x01000000 | index; 0x02000000 | rgb.
using AnsiColor = uint32_t;
constexpr AnsiColor ansiIndex(int index)
{
    return 0x01000000u | uint32_t(index & 0xFF);
}
constexpr AnsiColor ansiRgb(int r, int g, int b)
{
    return 0x02000000u | uint32_t(r & 0xFF) << 16 | uint32_t(g & 0xFF) << 8 | uint32_t(b & 0xFF);
}

struct AnsiStyle
{
    enum Flag : uint8_t
    {
        Bold = 1,
        Faint = 2,
        Italic = 4,
        Underline = 8,
        Reverse = 16,
        Strike = 32
    };

    AnsiColor foreground = 0;
    AnsiColor background = 0;
    uint8_t flags = 0;

    bool operator==(const AnsiStyle&) const = default;
    bool plain() const { return *this == AnsiStyle(); }
};

/// A piece of a line that is not plain; offset and length count UTF-16 units of the shown text.
struct LogSpan
{
    uint32_t begin = 0;
    uint32_t length = 0;
    AnsiStyle style;
};

struct DecodedLine
{
    QByteArray text; ///< valid UTF-8 without control characters
    std::vector<LogSpan> spans;
};

/// What a raw line looks like: colours become spans, other escape sequences go, tabs become spaces,
/// control characters, bytes that are no UTF-8 and what turns text around (bidi overrides) become
/// visible. A pure function.
DecodedLine decodeLine(QByteArrayView raw);

/// True when nothing in `raw` needs decoding: decodeLine() would give it back as it is.
bool isPlain(QByteArrayView raw);

} // namespace skiff::model::logs
