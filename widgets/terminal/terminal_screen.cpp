#include "widgets/terminal/terminal_screen.h"

#include "widgets/terminal/vterm_cell.h"

#include <vterm.h>

#include <algorithm>

namespace skiff::widgets::terminal {

namespace {

constexpr qsizetype LongestTitle = 200;
constexpr size_t MostAnswers = 4096; ///< bytes a program can make us send by one piece of output
constexpr int MostLinks = 2000;

/// What a program calls itself, without anything that could disturb a tab or menu.
QString cleanTitle(const QByteArray& bytes)
{
    QString title = QString::fromUtf8(bytes).left(LongestTitle);
    title.removeIf([](QChar c) { return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format; });
    return title.trimmed();
}

} // namespace

struct TerminalScreen::Hooks
{
    static TerminalScreen& self(void* user) { return *static_cast<TerminalScreen*>(user); }

    static int moveCursor(VTermPos position, VTermPos, int visible, void* user)
    {
        self(user).m_cursorRow = position.row;
        self(user).m_cursorColumn = position.col;
        self(user).m_cursorVisible = visible;
        return 1;
    }

    static int setProperty(VTermProp property, VTermValue* value, void* user)
    {
        TerminalScreen& screen = self(user);
        switch (property) {
        case VTERM_PROP_CURSORVISIBLE:
            screen.m_cursorVisible = value->boolean;
            break;
        case VTERM_PROP_CURSORBLINK:
            screen.m_cursorBlinks = value->boolean;
            break;
        case VTERM_PROP_ALTSCREEN:
            screen.m_alternate = value->boolean;
            break;
        case VTERM_PROP_MOUSE:
            screen.m_mouse = MouseMode(value->number);
            break;
        case VTERM_PROP_CURSORSHAPE:
            screen.m_cursorShape = value->number == VTERM_PROP_CURSORSHAPE_UNDERLINE  ? CursorShape::Underline
                                   : value->number == VTERM_PROP_CURSORSHAPE_BAR_LEFT ? CursorShape::Bar
                                                                                      : CursorShape::Block;
            break;
        default:
            break; // titles come through the filter
        }
        return 1;
    }

    static int bell(void* user)
    {
        self(user).m_callbacks.bell();
        return 1;
    }

    static int pushLine(int columns, const VTermScreenCell* cells, void* user)
    {
        TerminalScreen& screen = self(user);
        Line line;
        line.reserve(size_t(columns));
        for (int i = 0; i < columns; ++i)
            line.push_back(toCell(cells[i], screen.m_slots));
        cutBlanks(line);
        // A wide character that found no room leaves one column free.
        const bool full = int(line.size()) >= columns - 1;
        const bool ended = screen.m_ended.erase(screen.m_dropped + screen.m_scrollback.size()) > 0;
        screen.m_scrollback.push_back({std::move(line), full && !ended});
        if (screen.m_scrollback.size() > MostScrollback) {
            screen.m_scrollback.pop_front();
            ++screen.m_dropped;
        }
        return 1;
    }

    static int popLine(int columns, VTermScreenCell* cells, void* user)
    {
        TerminalScreen& screen = self(user);
        if (screen.m_scrollback.empty())
            return 0;
        const Line line = std::move(screen.m_scrollback.back().cells);
        const bool ended = !screen.m_scrollback.back().continues;
        screen.m_scrollback.pop_back();
        if (ended)
            screen.m_ended.insert(screen.m_dropped + screen.m_scrollback.size());
        for (int i = 0; i < columns; ++i) {
            Cell cell = size_t(i) < line.size() ? line[size_t(i)] : Cell();
            if (cell.flags & Cell::Wide && i + 1 == columns) // its other half has no room
                cell = {};
            cells[i] = fromCell(cell);
        }
        return 1;
    }

    static void output(const char* bytes, size_t length, void* user)
    {
        TerminalScreen& screen = self(user);
        if (screen.m_feeding && (screen.m_sent += length) > MostAnswers)
            return;
        screen.m_callbacks.send(QByteArray(bytes, qsizetype(length)));
    }

    static constexpr VTermScreenCallbacks callbacks{.movecursor = moveCursor,
                                                    .settermprop = setProperty,
                                                    .bell = bell,
                                                    .sb_pushline = pushLine,
                                                    .sb_popline = popLine};
};

TerminalScreen::TerminalScreen(int rows, int columns, Callbacks callbacks)
    : m_callbacks(std::move(callbacks)),
      m_filter({.text = [this](QByteArrayView bytes) { write(bytes); },
                .title = [this](const QByteArray& title) { m_title = cleanTitle(title); },
                .link = [this](const QByteArray& address) { openLink(address); },
                .attributes =
                    [this] {
                        if (m_openSlot != 0)
                            markLink();
                    }}),
      m_terminal(vterm_new(std::clamp(rows, 1, MostRows), std::clamp(columns, 2, MostColumns))),
      m_screen(vterm_obtain_screen(m_terminal)),
      m_rows(std::clamp(rows, 1, MostRows)),
      m_columns(std::clamp(columns, 2, MostColumns))
{
    vterm_set_utf8(m_terminal, 1);
    vterm_output_set_callback(m_terminal, Hooks::output, this);
    vterm_screen_set_callbacks(m_screen, &Hooks::callbacks, this);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_reset(m_screen, 1);
}

TerminalScreen::~TerminalScreen()
{
    vterm_free(m_terminal);
}

void TerminalScreen::feed(QByteArrayView bytes)
{
    m_feeding = true;
    m_sent = 0;
    noteModes(bytes);
    m_filter.feed(bytes);
    m_feeding = false;
    m_callbacks.changed();
}

/// Notes which lines end by themselves and which only go on in the next one.
void TerminalScreen::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype feed = bytes.indexOf('\n');
        const QByteArrayView part = feed < 0 ? bytes : bytes.first(feed);
        if (!part.isEmpty())
            vterm_input_write(m_terminal, part.data(), size_t(part.size()));
        if (feed < 0)
            return;
        if (!m_alternate) {
            const uint64_t first = m_dropped + m_scrollback.size();
            m_ended.erase(m_ended.begin(), m_ended.lower_bound(first));
            m_ended.insert(first + uint64_t(m_cursorRow));
        }
        vterm_input_write(m_terminal, "\n", 1);
        bytes = bytes.sliced(feed + 1);
    }
}

/// libvterm keeps to itself whether pastes are bracketed; our warning before a paste wants to know.
void TerminalScreen::noteModes(QByteArrayView bytes)
{
    constexpr qsizetype Longest = 7; // one byte less than "\x1b[?2004h"
    const QByteArray seen = m_modeTail + bytes.toByteArray();
    const qsizetype on = seen.lastIndexOf("\x1b[?2004h");
    const qsizetype off = std::max(seen.lastIndexOf("\x1b[?2004l"), seen.lastIndexOf("\x1b"
                                                                                     "c"));
    if (on >= 0 || off >= 0)
        m_bracketedPaste = on > off;
    m_modeTail = seen.right(Longest);
}

void TerminalScreen::resize(int rows, int columns)
{
    rows = std::clamp(rows, 1, MostRows);
    columns = std::clamp(columns, 2, MostColumns);
    if (rows == m_rows && columns == m_columns)
        return;
    if (columns != m_columns && !m_alternate && onlyBlanksBelowCursor()) {
        // What is above the cursor goes the way of the scrollback, is broken anew there, and comes back.
        vterm_set_size(m_terminal, 1, m_columns);
        vterm_set_size(m_terminal, 1, columns);
        m_dropped += reflow(m_scrollback, columns, MostScrollback);
        m_ended.clear(); // numbered anew as lines come back
    }
    m_rows = rows;
    m_columns = columns;
    vterm_set_size(m_terminal, rows, columns);
    vterm_screen_flush_damage(m_screen);
    m_cursorRow = std::min(m_cursorRow, rows - 1);
    m_cursorColumn = std::min(m_cursorColumn, columns - 1);
    m_callbacks.changed();
}

bool TerminalScreen::onlyBlanksBelowCursor() const
{
    for (int row = m_cursorRow + 1; row < m_rows; ++row)
        if (!lineText(scrollbackCount() + row).isEmpty())
            return false;
    return true;
}

Cell TerminalScreen::cellAt(int row, int column) const
{
    VTermScreenCell cell;
    vterm_screen_get_cell(m_screen, {row, column}, &cell);
    return toCell(cell, m_slots);
}

Line TerminalScreen::line(int number) const
{
    if (number < scrollbackCount())
        return m_scrollback[size_t(number)].cells;
    Line line;
    line.reserve(size_t(m_columns));
    for (int column = 0; column < m_columns; ++column)
        line.push_back(cellAt(number - scrollbackCount(), column));
    return line;
}

QString TerminalScreen::lineText(int number) const
{
    Line cells = line(number);
    cutBlanks(cells);
    QString text;
    for (const Cell& cell : cells)
        text += cell.text();
    return text;
}

QStringList TerminalScreen::screenText() const
{
    QStringList lines;
    for (int row = 0; row < m_rows; ++row)
        lines << lineText(scrollbackCount() + row);
    return lines;
}

void TerminalScreen::clearScrollback()
{
    m_dropped += m_scrollback.size();
    m_scrollback.clear();
    m_callbacks.changed();
}

int TerminalScreen::freeLinkSlot() const
{
    std::array<bool, 10> used{};
    for (int row = 0; row < m_rows; ++row)
        for (int column = 0; column < m_columns; ++column) {
            VTermScreenCell cell;
            vterm_screen_get_cell(m_screen, {row, column}, &cell);
            used[std::min<size_t>(cell.attrs.font, 9)] = true;
        }
    for (int slot = 1; slot < 10; ++slot)
        if (!used[size_t(slot)])
            return slot;
    return 0; // nine links are on the screen: this one stays plain
}

void TerminalScreen::openLink(const QByteArray& address)
{
    m_openSlot = 0;
    const QString text = QString::fromUtf8(address);
    if (!text.isEmpty() && m_links.size() < MostLinks) {
        const uint16_t known = m_links.key(text, 0);
        const auto slot = std::find(m_slots.begin() + 1, m_slots.end(), known);
        m_openSlot = known != 0 && slot != m_slots.end() ? int(slot - m_slots.begin()) : freeLinkSlot();
        if (m_openSlot != 0) {
            const uint16_t number = known != 0 ? known : m_nextLink++;
            m_links.insert(number, text);
            m_slots[size_t(m_openSlot)] = number;
        }
    }
    markLink();
}

/// Cells written from now on carry the open link, or none.
void TerminalScreen::markLink()
{
    const QByteArray select = "\x1b[1" + QByteArray::number(m_openSlot) + 'm';
    vterm_input_write(m_terminal, select.constData(), size_t(select.size()));
}

} // namespace skiff::widgets::terminal
