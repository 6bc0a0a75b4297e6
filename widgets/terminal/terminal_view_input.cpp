// Keyboard, mouse, input methods and menu of a TerminalView.
#include "widgets/marked_scroll_bar.h"
#include "widgets/terminal/terminal_view.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QToolTip>

#include <algorithm>

namespace skiff::widgets::terminal {

namespace {

constexpr int Padding = 6;
constexpr int WheelLines = 3;

Modifiers toModifiers(Qt::KeyboardModifiers modifiers)
{
    return {.shift = modifiers.testFlag(Qt::ShiftModifier),
            .alt = modifiers.testFlag(Qt::AltModifier),
            .control = modifiers.testFlag(Qt::ControlModifier)};
}

int buttonNumber(Qt::MouseButton button)
{
    return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : button == Qt::RightButton ? 3 : 0;
}

std::optional<Key> keyOf(int key)
{
    switch (key) {
    case Qt::Key_Up:
        return Key::Up;
    case Qt::Key_Down:
        return Key::Down;
    case Qt::Key_Left:
        return Key::Left;
    case Qt::Key_Right:
        return Key::Right;
    case Qt::Key_Home:
        return Key::Home;
    case Qt::Key_End:
        return Key::End;
    case Qt::Key_PageUp:
        return Key::PageUp;
    case Qt::Key_PageDown:
        return Key::PageDown;
    case Qt::Key_Insert:
        return Key::Insert;
    case Qt::Key_Delete:
        return Key::Delete;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return Key::Enter;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return Key::Tab;
    case Qt::Key_Backspace:
        return Key::Backspace;
    case Qt::Key_Escape:
        return Key::Escape;
    default:
        return std::nullopt;
    }
}

/// Keys that stay the window's even while a program has the keyboard: Ctrl+Shift with what is not our own.
bool isWindowKey(const QKeyEvent& event)
{
    const int key = event.key();
    const bool own = key == Qt::Key_C || key == Qt::Key_V || key == Qt::Key_F || key == Qt::Key_Plus;
    return event.modifiers().testFlag(Qt::ControlModifier) &&
           ((event.modifiers().testFlag(Qt::ShiftModifier) && !own) || key == Qt::Key_QuoteLeft);
}

} // namespace

bool TerminalView::event(QEvent* event)
{
    // Ctrl+K, Ctrl+W and the like are the shell's while it has the keyboard.
    if (event->type() == QEvent::ShortcutOverride && !isWindowKey(*static_cast<QKeyEvent*>(event)))
        event->accept();
    return QAbstractScrollArea::event(event);
}

bool TerminalView::handleOwnKey(QKeyEvent& event)
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event.modifiers().testFlag(Qt::ShiftModifier);
    const int key = event.key();
    if (control && shift && key == Qt::Key_C)
        copy();
    else if ((control && shift && key == Qt::Key_V) || (shift && !control && key == Qt::Key_Insert))
        pasteClipboard();
    else if (control && shift && key == Qt::Key_F)
        emit findRequested();
    else if (control && (key == Qt::Key_Plus || key == Qt::Key_Equal))
        zoom(1);
    else if (control && key == Qt::Key_Minus && !shift)
        zoom(-1);
    else if (control && key == Qt::Key_0)
        zoom(0);
    else if (shift && key == Qt::Key_PageUp)
        m_bar->setValue(m_bar->value() - m_bar->pageStep() + 1);
    else if (shift && key == Qt::Key_PageDown)
        m_bar->setValue(m_bar->value() + m_bar->pageStep() - 1);
    else
        return false;
    return true;
}

void TerminalView::keyPressEvent(QKeyEvent* event)
{
    if (handleOwnKey(*event))
        return;
    if (m_readOnly) {
        event->ignore();
        return;
    }
    sendKey(*event);
}

void TerminalView::sendKey(const QKeyEvent& event)
{
    const Modifiers modifiers = toModifiers(event.modifiers());
    const int code = event.key();
    if (const auto key = keyOf(code)) {
        m_screen.key(*key, modifiers);
    } else if (code >= Qt::Key_F1 && code <= Qt::Key_F12) {
        m_screen.key(Key::Function, modifiers, code - Qt::Key_F1 + 1);
    } else if (modifiers.control && code >= Qt::Key_A && code <= Qt::Key_Z) {
        // text() has the control character already in some layouts, and nothing in others.
        m_screen.text(QChar(u'a' + (code - Qt::Key_A)), {.alt = modifiers.alt, .control = true});
    } else if (modifiers.control &&
               (code == Qt::Key_Space || (code >= Qt::Key_BracketLeft && code <= Qt::Key_Underscore))) {
        m_screen.text(QChar(code), {.alt = modifiers.alt, .control = true});
    } else if (!event.text().isEmpty()) {
        m_screen.text(event.text(), {.alt = modifiers.alt});
    } else {
        return; // a modifier by itself
    }
    clearSelection();
    scrollToEnd();
}

void TerminalView::inputMethodEvent(QInputMethodEvent* event)
{
    m_preedit = event->preeditString();
    if (!event->commitString().isEmpty() && !m_readOnly) {
        m_screen.text(event->commitString(), {});
        scrollToEnd();
    }
    viewport()->update();
    event->accept();
}

QVariant TerminalView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    if (query == Qt::ImCursorRectangle)
        return QRect(Padding + int(m_screen.cursorColumn() * m_cellWidth),
                     Padding + (m_screen.cursorLine() - m_bar->value()) * m_cellHeight, int(m_cellWidth), m_cellHeight);
    if (query == Qt::ImEnabled)
        return !m_readOnly;
    if (query == Qt::ImFont)
        return font();
    return QAbstractScrollArea::inputMethodQuery(query);
}

bool TerminalView::reportsMouse(Qt::KeyboardModifiers modifiers) const
{
    return m_screen.mouseMode() != MouseMode::None && !modifiers.testFlag(Qt::ShiftModifier) && !m_readOnly;
}

int TerminalView::lineAt(int y) const
{
    const int row = std::clamp((y - Padding) / m_cellHeight, 0, m_screen.rows() - 1);
    return std::min(m_bar->value() + row, m_screen.lineCount() - 1);
}

TerminalView::Place TerminalView::placeAt(const QPoint& position) const
{
    const int column = std::clamp(int((position.x() - Padding) / m_cellWidth), 0, m_screen.columns());
    return {lineAt(position.y()) + int64_t(m_screen.dropped()), column};
}

void TerminalView::mousePressEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    const Place place = placeAt(at);
    if (reportsMouse(event->modifiers())) {
        m_pressedButton = buttonNumber(event->button());
        m_screen.mouseButton(m_pressedButton, true, lineAt(at.y()) - m_screen.scrollbackCount(), place.column,
                             toModifiers(event->modifiers()));
        return;
    }
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier)) {
        if (const QString address = wordLinkAt(place); !address.isEmpty()) {
            emit linkActivated(address);
            return;
        }
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedButton = 1;
    // The third click of a row of three takes the line.
    const bool third = m_unit == Unit::Word && m_anchor.line == place.line &&
                       event->timestamp() - property("doubleClick").toULongLong() < 400;
    m_unit = third ? Unit::WholeLine : event->modifiers().testFlag(Qt::AltModifier) ? Unit::Block : Unit::Character;
    if (event->modifiers().testFlag(Qt::ShiftModifier) && m_anchor.line >= 0) {
        extendSelection(place);
        return;
    }
    m_anchor = m_anchorEnd = m_cursor = place;
    if (third)
        extendSelection(place);
    viewport()->update();
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || reportsMouse(event->modifiers()))
        return;
    setProperty("doubleClick", qulonglong(event->timestamp()));
    m_unit = Unit::Word;
    m_pressedButton = 1;
    m_anchor = m_anchorEnd = m_cursor = placeAt(event->position().toPoint());
    extendSelection(m_cursor);
}

void TerminalView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (reportsMouse(event->modifiers())) {
        if (m_screen.mouseMode() == MouseMode::Move || m_pressedButton != 0)
            m_screen.mouseMove(lineAt(at.y()) - m_screen.scrollbackCount(), placeAt(at).column,
                               toModifiers(event->modifiers()));
    } else if (m_pressedButton == 1 && event->buttons().testFlag(Qt::LeftButton)) {
        if (at.y() < 0)
            m_bar->setValue(m_bar->value() - 1);
        else if (at.y() > viewport()->height())
            m_bar->setValue(m_bar->value() + 1);
        extendSelection(placeAt(at));
    } else {
        hover(at, event->modifiers());
    }
}

void TerminalView::mouseReleaseEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (reportsMouse(event->modifiers()) && m_pressedButton != 0)
        m_screen.mouseButton(buttonNumber(event->button()), false, lineAt(at.y()) - m_screen.scrollbackCount(),
                             placeAt(at).column, toModifiers(event->modifiers()));
    m_pressedButton = 0;
}

void TerminalView::wheelEvent(QWheelEvent* event)
{
    const int steps = event->angleDelta().y();
    const QPoint at = event->position().toPoint();
    if (steps == 0)
        return;
    event->accept();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoom(steps > 0 ? 1 : -1);
    } else if (reportsMouse(event->modifiers())) {
        m_screen.mouseButton(steps > 0 ? 4 : 5, true, lineAt(at.y()) - m_screen.scrollbackCount(), placeAt(at).column,
                             toModifiers(event->modifiers()));
    } else if (m_screen.alternate() && !m_readOnly) { // a pager has no scrollback but knows the arrows
        for (int i = 0; i < WheelLines; ++i)
            m_screen.key(steps > 0 ? Key::Up : Key::Down, {});
    } else {
        m_bar->setValue(m_bar->value() - steps * WheelLines / 120);
    }
}

/// With Ctrl held a link under the pointer shows that it can be opened, and where it leads.
void TerminalView::hover(const QPoint& position, Qt::KeyboardModifiers modifiers)
{
    const Place place = placeAt(position);
    int begin = 0;
    int end = 0;
    const QString address = wordLinkAt(place, &begin, &end);
    const Place link = address.isEmpty() ? Place() : Place{place.line, begin};
    if (!(link == m_hoverLink) || m_hoverEnd != end) {
        m_hoverLink = link;
        m_hoverEnd = end;
        viewport()->setToolTip(address.isEmpty() ? QString()
                                                 : QCoreApplication::translate("skiff::widgets::terminal::TerminalView",
                                                                               "%1\nCtrl+click opens it")
                                                       .arg(address.left(300).toHtmlEscaped()));
        viewport()->update();
    }
    viewport()->setCursor(!address.isEmpty() && modifiers.testFlag(Qt::ControlModifier) ? Qt::PointingHandCursor
                                                                                        : Qt::IBeamCursor);
}

/// The address at a place: of a hyperlink the program has made, or of text that is one.
QString TerminalView::wordLinkAt(Place place, int* begin, int* end) const
{
    static const QRegularExpression address(
        QStringLiteral("\\bhttps?://[^\\s<>\"'`|]{1,2000}[^\\s<>\"'`|.,;:!?)\\]}]"));
    const int number = int(place.line - int64_t(m_screen.dropped()));
    if (number < 0 || number >= m_screen.lineCount())
        return {};
    const Line line = m_screen.line(number);
    if (place.column < int(line.size()) && line[size_t(place.column)].link != 0) {
        const uint16_t link = line[size_t(place.column)].link;
        int from = place.column;
        int to = place.column + 1;
        while (from > 0 && line[size_t(from - 1)].link == link)
            --from;
        while (to < int(line.size()) && line[size_t(to)].link == link)
            ++to;
        if (begin && end)
            std::tie(*begin, *end) = std::pair(from, to);
        return m_screen.linkAddress(link);
    }
    QString text; // one unit for each column, so that places are columns
    for (const Cell& cell : line)
        text += cell.character > 0x20 && cell.character < 0x7F ? QChar(char16_t(cell.character)) : QLatin1Char(' ');
    QRegularExpressionMatchIterator it = address.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        if (place.column < match.capturedStart() || place.column >= match.capturedEnd())
            continue;
        if (begin && end)
            std::tie(*begin, *end) = std::pair(int(match.capturedStart()), int(match.capturedEnd()));
        return match.captured();
    }
    return {};
}

void TerminalView::contextMenuEvent(QContextMenuEvent* event)
{
    if (reportsMouse(QGuiApplication::keyboardModifiers()))
        return;
    const auto words = [](const char* text) {
        return QCoreApplication::translate("skiff::widgets::terminal::TerminalView", text);
    };
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* copyIt = menu->addAction(words(QT_TRANSLATE_NOOP("skiff::widgets::terminal::TerminalView", "Copy")),
                                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this, [this] { copy(); });
    copyIt->setEnabled(!selectedText().isEmpty());
    QAction* pasteIt =
        menu->addAction(words(QT_TRANSLATE_NOOP("skiff::widgets::terminal::TerminalView", "Paste")),
                        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), this, [this] { pasteClipboard(); });
    pasteIt->setEnabled(!m_readOnly);
    menu->addAction(words(QT_TRANSLATE_NOOP("skiff::widgets::terminal::TerminalView", "Find…")),
                    QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), this, [this] { emit findRequested(); });
    menu->addSeparator();
    menu->addAction(words(QT_TRANSLATE_NOOP("skiff::widgets::terminal::TerminalView", "Clear the scrollback")), this,
                    [this] { clearScrollback(); });
    menu->popup(event->globalPos());
}

} // namespace skiff::widgets::terminal
