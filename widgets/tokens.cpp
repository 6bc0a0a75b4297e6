#include "widgets/tokens.h"

#include <algorithm>
#include <cmath>

namespace skiff::widgets {

namespace {

const Tokens light{
    .window = QColor(0xF6, 0xF7, 0xF9), .surface = QColor(0xFF, 0xFF, 0xFF), .line = QColor(0xE2, 0xE6, 0xEB),
    .text = QColor(0x1B, 0x24, 0x30), .second = QColor(0x55, 0x61, 0x73), .disabled = QColor(0x9A, 0xA4, 0xB1),
    .accent = QColor(0x1D, 0x5F, 0xD1), .accentText = QColor(0xFF, 0xFF, 0xFF), .good = QColor(0x1A, 0x7A, 0x48),
    .busy = QColor(0x0B, 0x6E, 0x8A), .warning = QColor(0x9A, 0x5B, 0x00), .bad = QColor(0xC0, 0x2B, 0x2B),
    .dark = false,
};

const Tokens dark{
    .window = QColor(0x12, 0x16, 0x1C), .surface = QColor(0x19, 0x1F, 0x27), .line = QColor(0x2A, 0x32, 0x3D),
    .text = QColor(0xE6, 0xEA, 0xF0), .second = QColor(0xA3, 0xAE, 0xBD), .disabled = QColor(0x66, 0x72, 0x83),
    .accent = QColor(0x6E, 0xA8, 0xFE), .accentText = QColor(0x0B, 0x14, 0x20), .good = QColor(0x4C, 0xC3, 0x8A),
    .busy = QColor(0x56, 0xC8, 0xD8), .warning = QColor(0xF0, 0xA9, 0x4B), .bad = QColor(0xFF, 0x7B, 0x72),
    .dark = true,
};

double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

const Tokens& tokens(ColorScheme scheme)
{
    return scheme == ColorScheme::Dark ? dark : light;
}

const Tokens& tokens(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? dark : light;
}

QPalette paletteFor(ColorScheme scheme)
{
    const Tokens& t = tokens(scheme);
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
        palette.setColor(QPalette::Active, role, color);
        palette.setColor(QPalette::Inactive, role, color);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, t.window, t.window);
    set(QPalette::Base, t.surface, t.window);
    set(QPalette::AlternateBase, t.window, t.window);
    set(QPalette::Button, t.surface, t.window);
    set(QPalette::WindowText, t.text, t.disabled);
    set(QPalette::Text, t.text, t.disabled);
    set(QPalette::ButtonText, t.text, t.disabled);
    set(QPalette::BrightText, t.accentText, t.disabled);
    set(QPalette::PlaceholderText, t.second, t.disabled);
    // A selection keeps its text readable in every state colour, so it is a tint, not a block of accent.
    set(QPalette::Highlight, blend(t.surface, t.accent, t.dark ? 0.26 : 0.14), t.line);
    set(QPalette::HighlightedText, t.text, t.disabled);
    set(QPalette::Link, t.accent, t.disabled);
    set(QPalette::LinkVisited, t.accent, t.disabled);
    set(QPalette::ToolTipBase, t.surface, t.surface);
    set(QPalette::ToolTipText, t.text, t.text);
    set(QPalette::Light, t.surface, t.surface);
    set(QPalette::Midlight, t.line, t.line);
    set(QPalette::Mid, t.line, t.line);
    set(QPalette::Dark, t.second, t.line);
    set(QPalette::Shadow, t.line, t.line);
    return palette;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor blend(const QColor& under, const QColor& over, double opacity)
{
    const auto mix = [opacity](int from, int to) { return int(std::lround(from + (to - from) * opacity)); };
    return QColor(mix(under.red(), over.red()), mix(under.green(), over.green()), mix(under.blue(), over.blue()));
}

} // namespace skiff::widgets
