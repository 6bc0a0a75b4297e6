#pragma once

#include "widgets/terminal/osc_filter.h"
#include "widgets/terminal/reflow.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>

extern "C" {
typedef struct VTerm VTerm;
typedef struct VTermScreen VTermScreen;
}

namespace skiff::widgets::terminal {

enum class CursorShape
{
    Block,
    Underline,
    Bar
};
enum class MouseMode
{
    None,
    Click,
    Drag,
    Move
};
enum class Key
{
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,
    Enter,
    Tab,
    Backspace,
    Escape,
    Function
};
struct Modifiers
{
    bool shift = false;
    bool alt = false;
    bool control = false;
};

/// What a terminal's user sees and types, without any painting: bytes from the program become cells,
/// scrollback, title, bell; keys, mouse and paste become bytes for it. Lines are numbered from the
/// oldest of the scrollback on. Hostile bytes do no harm: see OscFilter; everything is bounded. One thread.
class TerminalScreen
{
public:
    struct Callbacks
    {
        std::function<void(const QByteArray& bytes)> send; ///< to the program
        std::function<void()> bell;
        std::function<void()> changed; ///< something looks different
    };

    TerminalScreen(int rows, int columns, Callbacks callbacks);
    ~TerminalScreen();
    TerminalScreen(const TerminalScreen&) = delete;
    TerminalScreen& operator=(const TerminalScreen&) = delete;

    /// From the program.
    void feed(QByteArrayView bytes);
    /// Lines that the old width had broken are broken anew; on the alternate screen the program does that.
    void resize(int rows, int columns);
    int rows() const { return m_rows; }
    int columns() const { return m_columns; }

    /// Scrollback and screen.
    int lineCount() const { return int(m_scrollback.size()) + m_rows; }
    int scrollbackCount() const { return int(m_scrollback.size()); }
    /// How many lines have left the scrollback for ever.
    uint64_t dropped() const { return m_dropped; }
    Line line(int number) const;
    QString lineText(int number) const;
    /// The whole screen without scrollback, one line each, trailing blanks cut; for tests and copies.
    QStringList screenText() const;
    void clearScrollback();

    int cursorLine() const { return scrollbackCount() + m_cursorRow; }
    int cursorColumn() const { return m_cursorColumn; }
    bool cursorVisible() const { return m_cursorVisible; }
    bool cursorBlinks() const { return m_cursorBlinks; }
    CursorShape cursorShape() const { return m_cursorShape; }
    bool alternate() const { return m_alternate; }
    MouseMode mouseMode() const { return m_mouse; }
    bool bracketedPaste() const { return m_bracketedPaste; }
    QString title() const { return m_title; }
    /// Address of a cell's link; empty when it is not known (any more).
    QString linkAddress(int link) const { return m_links.value(uint16_t(link)); }

    void key(Key key, Modifiers modifiers, int function = 0);
    void text(const QString& text, Modifiers modifiers);
    void paste(const QString& text);
    /// `text` without what could end a bracketed paste, be a sequence or a signal; lines end with '\n'.
    static QString harmless(QString text);
    /// Button 1 … 3, wheel 4 and 5; `row` on the screen.
    void mouseButton(int button, bool pressed, int row, int column, Modifiers modifiers);
    void mouseMove(int row, int column, Modifiers modifiers);

    static constexpr int MostScrollback = 10'000;
    static constexpr int MostRows = 500;
    static constexpr int MostColumns = 1000;

private:
    struct Hooks;
    friend struct Hooks;

    Cell cellAt(int row, int column) const;
    void openLink(const QByteArray& address);
    int freeLinkSlot() const;
    void markLink();
    void noteModes(QByteArrayView bytes);
    void write(QByteArrayView bytes);
    bool onlyBlanksBelowCursor() const;

    Callbacks m_callbacks;
    OscFilter m_filter;
    VTerm* m_terminal;
    VTermScreen* m_screen;
    int m_rows;
    int m_columns;
    std::deque<PastLine> m_scrollback;
    /// Lines of the screen that a line feed has ended, by their number since the first that ever was.
    std::set<uint64_t> m_ended;
    uint64_t m_dropped = 0;
    int m_cursorRow = 0;
    int m_cursorColumn = 0;
    bool m_cursorVisible = true;
    bool m_cursorBlinks = false;
    CursorShape m_cursorShape = CursorShape::Block;
    bool m_alternate = false;
    bool m_bracketedPaste = false;
    QByteArray m_modeTail; ///< end of the last bytes, for noteModes()
    MouseMode m_mouse = MouseMode::None;
    QString m_title;
    QHash<uint16_t, QString> m_links;
    uint16_t m_nextLink = 1;
    std::array<uint16_t, 10> m_slots{}; ///< libvterm's cells carry one of nine fonts: which link each means
    int m_openSlot = 0;
    size_t m_sent = 0; ///< bytes answered within one feed()
    bool m_feeding = false;
};

} // namespace skiff::widgets::terminal
