#include "widgets/terminal/vterm_cell.h"

namespace skiff::widgets::terminal {

namespace {

uint32_t colorCode(const VTermColor& color)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color))
        return 0;
    if (VTERM_COLOR_IS_INDEXED(&color))
        return 0x01000000u | color.indexed.idx;
    return 0x02000000u | uint32_t(color.rgb.red) << 16 | uint32_t(color.rgb.green) << 8 | color.rgb.blue;
}

} // namespace

Cell toCell(const VTermScreenCell& from, const std::array<uint16_t, 10>& linkOf)
{
    Cell cell;
    if (from.chars[0] == uint32_t(-1)) {
        cell.flags = Cell::WideRest;
    } else {
        cell.character = from.chars[0];
        size_t mark = 0;
        for (int i = 1; i < VTERM_MAX_CHARS_PER_CELL && from.chars[i] != 0 && mark < cell.marks.size(); ++i)
            if (from.chars[i] < 0x10000)
                cell.marks[mark++] = char16_t(from.chars[i]);
    }
    cell.foreground = colorCode(from.fg);
    cell.background = colorCode(from.bg);
    const auto flag = [&cell](bool on, uint16_t bit) {
        cell.flags |= on ? bit : 0;
    };
    flag(from.attrs.bold, Cell::Bold);
    flag(from.attrs.italic, Cell::Italic);
    flag(from.attrs.underline != VTERM_UNDERLINE_OFF, Cell::Underline);
    flag(from.attrs.underline == VTERM_UNDERLINE_DOUBLE, Cell::DoubleUnderline);
    flag(from.attrs.reverse, Cell::Reverse);
    flag(from.attrs.strike, Cell::Strike);
    flag(from.attrs.blink, Cell::Blink);
    flag(from.width == 2, Cell::Wide);
    cell.link = from.attrs.font < linkOf.size() ? linkOf[from.attrs.font] : 0;
    return cell;
}

VTermScreenCell fromCell(const Cell& cell)
{
    VTermScreenCell to{};
    to.chars[0] = cell.flags & Cell::WideRest ? uint32_t(-1) : uint32_t(cell.character);
    for (size_t i = 0; i < cell.marks.size() && cell.marks[i] != 0; ++i)
        to.chars[i + 1] = cell.marks[i];
    to.width = cell.flags & Cell::Wide ? 2 : 1;
    const auto color = [](uint32_t code, uint8_t defaultType) {
        VTermColor out{};
        if (code >> 24 == 1) {
            vterm_color_indexed(&out, uint8_t(code));
        } else {
            vterm_color_rgb(&out, uint8_t(code >> 16), uint8_t(code >> 8), uint8_t(code));
            if (code == 0)
                out.type |= defaultType;
        }
        return out;
    };
    to.fg = color(cell.foreground, VTERM_COLOR_DEFAULT_FG);
    to.bg = color(cell.background, VTERM_COLOR_DEFAULT_BG);
    to.attrs.bold = (cell.flags & Cell::Bold) != 0;
    to.attrs.italic = (cell.flags & Cell::Italic) != 0;
    to.attrs.underline = cell.flags & Cell::Underline ? VTERM_UNDERLINE_SINGLE : VTERM_UNDERLINE_OFF;
    to.attrs.reverse = (cell.flags & Cell::Reverse) != 0;
    to.attrs.strike = (cell.flags & Cell::Strike) != 0;
    return to;
}

void cutBlanks(Line& line)
{
    while (!line.empty() && line.back().character == 0 && line.back().background == 0 && line.back().flags == 0)
        line.pop_back();
    line.shrink_to_fit();
}

QString Cell::text() const
{
    if (flags & WideRest)
        return {};
    if (character == 0)
        return QStringLiteral(" ");
    QString out = QString::fromUcs4(&character, 1);
    for (const char16_t mark : marks)
        if (mark != 0)
            out.append(QChar(mark));
    return out;
}

} // namespace skiff::widgets::terminal
