#pragma once

#include "widgets/tokens.h"

#include <QColor>

#include <cstdint>

namespace skiff::widgets {

/// The colour a program asked for by an escape sequence, in the theme: 0 is `otherwise`;
/// 0x01000000 | index of the 256; 0x02000000 | RGB.
QColor ansiColor(uint32_t code, const Tokens& tokens, const QColor& otherwise);

/// `color` moved towards the text colour until it can be read on `background` (contrast of 3:1 or more).
QColor readableOn(const QColor& color, const QColor& background, const Tokens& tokens);

} // namespace skiff::widgets
