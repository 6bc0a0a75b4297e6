// What the user does, as the program in the terminal wants to be told of it.
#include "widgets/terminal/terminal_screen.h"

#include <vterm.h>

#include <algorithm>
#include <array>

namespace skiff::widgets::terminal {

namespace {

VTermModifier modifierOf(Modifiers modifiers)
{
    return VTermModifier((modifiers.shift ? VTERM_MOD_SHIFT : 0) | (modifiers.alt ? VTERM_MOD_ALT : 0) |
                         (modifiers.control ? VTERM_MOD_CTRL : 0));
}

} // namespace

void TerminalScreen::key(Key key, Modifiers modifiers, int function)
{
    static constexpr std::array<VTermKey, 14> keys{
        VTERM_KEY_UP,    VTERM_KEY_DOWN,   VTERM_KEY_LEFT,      VTERM_KEY_RIGHT, VTERM_KEY_HOME,
        VTERM_KEY_END,   VTERM_KEY_PAGEUP, VTERM_KEY_PAGEDOWN,  VTERM_KEY_INS,   VTERM_KEY_DEL,
        VTERM_KEY_ENTER, VTERM_KEY_TAB,    VTERM_KEY_BACKSPACE, VTERM_KEY_ESCAPE};
    const VTermKey code =
        key == Key::Function ? VTermKey(VTERM_KEY_FUNCTION(std::clamp(function, 1, 12))) : keys[size_t(key)];
    vterm_keyboard_key(m_terminal, code, modifierOf(modifiers));
}

void TerminalScreen::text(const QString& text, Modifiers modifiers)
{
    for (const char32_t c : text.toUcs4())
        vterm_keyboard_unichar(m_terminal, c, modifierOf(modifiers));
}

QString TerminalScreen::harmless(QString text)
{
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    text.removeIf([](QChar c) {
        return (c.unicode() < 0x20 && c != QLatin1Char('\n') && c != QLatin1Char('\t')) ||
               (c.unicode() >= 0x7F && c.unicode() < 0xA0);
    });
    return text;
}

void TerminalScreen::paste(const QString& text)
{
    const QString clean = harmless(text).replace(QLatin1Char('\n'), QLatin1Char('\r'));
    vterm_keyboard_start_paste(m_terminal);
    m_callbacks.send(clean.toUtf8());
    vterm_keyboard_end_paste(m_terminal);
}

void TerminalScreen::mouseButton(int button, bool pressed, int row, int column, Modifiers modifiers)
{
    vterm_mouse_move(m_terminal, std::clamp(row, 0, m_rows - 1), std::clamp(column, 0, m_columns - 1),
                     modifierOf(modifiers));
    vterm_mouse_button(m_terminal, button, pressed, modifierOf(modifiers));
}

void TerminalScreen::mouseMove(int row, int column, Modifiers modifiers)
{
    vterm_mouse_move(m_terminal, std::clamp(row, 0, m_rows - 1), std::clamp(column, 0, m_columns - 1),
                     modifierOf(modifiers));
}

} // namespace skiff::widgets::terminal
