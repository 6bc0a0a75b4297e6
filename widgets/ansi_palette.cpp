#include "widgets/ansi_palette.h"

#include <array>

namespace skiff::widgets {

namespace {

using Sixteen = std::array<QRgb, 16>;

constexpr Sixteen lightColors{0x1B2430, 0xC02B2B, 0x1A7A48, 0x9A5B00, 0x1D5FD1, 0x8A3FC2, 0x0B6E8A, 0x8A94A2,
                              0x556173, 0xDB3B3B, 0x21945A, 0xB87400, 0x3B7BEA, 0xA45BDB, 0x1489A8, 0xC9CFD8};
constexpr Sixteen darkColors{0x3A4452, 0xFF7B72, 0x4CC38A, 0xF0A94B, 0x6EA8FE, 0xD2A8FF, 0x56C8D8, 0xC8D0DA,
                             0x667283, 0xFFA198, 0x76DDA8, 0xF7C57F, 0x9CC4FF, 0xE2C5FF, 0x8CE0EC, 0xF4F6F9};

QColor cube(int index)
{
    if (index >= 232) {
        const int gray = 8 + (index - 232) * 10;
        return QColor(gray, gray, gray);
    }
    const auto level = [](int step) {
        return step == 0 ? 0 : 55 + step * 40;
    };
    const int at = index - 16;
    return QColor(level(at / 36), level(at / 6 % 6), level(at % 6));
}

} // namespace

QColor ansiColor(uint32_t code, const Tokens& tokens, const QColor& otherwise)
{
    const int index = int(code & 0xFF);
    switch (code >> 24) {
    case 1:
        return index >= 16 ? cube(index) : QColor(tokens.dark ? darkColors[size_t(index)] : lightColors[size_t(index)]);
    case 2:
        return QColor(QRgb(code & 0xFFFFFF));
    default:
        return otherwise;
    }
}

QColor readableOn(const QColor& color, const QColor& background, const Tokens& tokens)
{
    constexpr double Least = 3.0;
    QColor mixed = color;
    // The text colour itself may be the wrong end on a background that the program chose.
    const QColor end =
        contrast(tokens.text, background) >= contrast(tokens.surface, background) ? tokens.text : tokens.surface;
    for (int step = 1; step <= 4 && contrast(mixed, background) < Least; ++step)
        mixed = blend(color, end, step * 0.25);
    return mixed;
}

} // namespace skiff::widgets
