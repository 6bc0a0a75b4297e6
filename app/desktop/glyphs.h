#pragma once

#include "app/model/health.h"
#include "widgets/status_glyph.h"

namespace skiff::desktop {

/// The shape that a state is shown with.
constexpr widgets::Glyph glyphOf(model::Health health)
{
    switch (health) {
    case model::Health::None: return widgets::Glyph::None;
    case model::Health::Good: return widgets::Glyph::Dot;
    case model::Health::Busy: return widgets::Glyph::Half;
    case model::Health::Done: return widgets::Glyph::Ring;
    case model::Health::Warning: return widgets::Glyph::Triangle;
    case model::Health::Bad: return widgets::Glyph::Cross;
    case model::Health::Paused: return widgets::Glyph::Bars;
    }
    return widgets::Glyph::None;
}

} // namespace skiff::desktop
