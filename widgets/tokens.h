#pragma once

#include <QColor>
#include <QPalette>

namespace skiff::widgets {

/// The colours of one theme. Text on its surface has a contrast of 4.5:1 or more; disabled is exempt.
struct Tokens
{
    QColor window;
    QColor surface;
    QColor line;
    QColor text;
    QColor second;
    QColor disabled;
    QColor accent;
    QColor accentText;
    QColor good;
    QColor busy;
    QColor warning;
    QColor bad;
    bool dark = false;
};

enum class ColorScheme { Light, Dark };

const Tokens& tokens(ColorScheme scheme);

/// The theme a palette was made from, so that a widget needs nothing but its own palette().
const Tokens& tokens(const QPalette& palette);

/// All roles of QPalette filled from the tokens.
QPalette paletteFor(ColorScheme scheme);

/// The contrast of two opaque colours, 1 … 21 (WCAG 2.1).
double contrast(const QColor& a, const QColor& b);

/// `over` laid on `under` with `opacity` 0 … 1.
QColor blend(const QColor& under, const QColor& over, double opacity);

/// Sizes in device-independent pixels, on a grid of 4.
namespace metrics {
constexpr int Gap = 8;
constexpr int WideGap = 12;
constexpr int Margin = 16;
constexpr int PageMargin = 24;
constexpr int Row = 28;
constexpr int Radius = 6;
constexpr int FocusRing = 2;
constexpr int Icon = 20;
} // namespace metrics

} // namespace skiff::widgets
