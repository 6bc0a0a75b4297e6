#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace skiff::widgets {

struct Tokens;

/// A state as shape and colour, so that it can be told apart without colours too.
enum class Glyph
{
    None,
    Dot,      ///< ● running
    Half,     ///< ◐ pending
    Ring,     ///< ○ completed
    Triangle, ///< ▲ warning
    Cross,    ///< ✕ failed
    Bars,     ///< ‖ paused
};

constexpr int GlyphSize = 10;

/// The colour that goes with a shape.
QColor glyphColor(Glyph glyph, const Tokens& tokens);

void drawGlyph(QPainter& painter, const QRectF& box, Glyph glyph, const Tokens& tokens);

} // namespace skiff::widgets
