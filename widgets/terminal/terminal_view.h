#pragma once

#include "widgets/terminal/terminal_screen.h"
#include "widgets/tokens.h"

#include <QAbstractScrollArea>
#include <QTimer>

namespace skiff::widgets {
class MarkedScrollBar;
}

namespace skiff::widgets::terminal {

/// Paints a TerminalScreen and takes keyboard, mouse, input methods and paste for it. Has scrollback,
/// selection by characters, words, lines and blocks, search, links (Ctrl+click), zoom; the bell is a
/// flash. The program's bytes come by feed(), what is typed goes out by typed(). GUI thread.
class TerminalView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TerminalView(QWidget* parent = nullptr);
    ~TerminalView() override;

    const TerminalScreen& screen() const { return m_screen; }
    /// Large outputs are worked off in steps between which the window lives.
    void feed(const QByteArray& bytes);
    /// Said by us, not by the program: dim, on a line of its own.
    void say(const QString& words);
    /// Nothing is typed any more (or again).
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

    QString selectedText() const;
    void copy();
    void pasteClipboard();
    /// Pastes without asking.
    void pasteNow(const QString& text) { m_screen.paste(text); }
    void zoom(int steps); ///< 0: the usual size
    /// Marks all places and shows the next one; the number of lines with it. Empty text ends the search.
    int find(const QString& text, bool backward);
    void clearScrollback();

signals:
    void typed(const QByteArray& bytes);
    void sizeChanged(int rows, int columns);
    void titleChanged(const QString& title);
    void linkActivated(const QString& address);
    /// Several lines were pasted into a program that would run them at once; `text` is harmless().
    void pasteQuestioned(const QString& text);
    void findRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab is the program's

private:
    enum class Unit
    {
        Character,
        Word,
        WholeLine,
        Block
    };
    /// Lines are counted from the first that ever was, so that places stay while lines leave.
    struct Place
    {
        int64_t line = -1;
        int column = 0;
        bool operator==(const Place&) const = default;
        bool operator<(const Place& other) const
        {
            return line != other.line ? line < other.line : column < other.column;
        }
    };
    struct Selected
    {
        int begin = 0;
        int end = 0;
    };

    void work();
    void afterChange();
    void measure();
    void fitScreen();
    void updateScrollBar();
    void scrollToEnd();
    void setBell();
    int lineAt(int y) const;
    Place placeAt(const QPoint& position) const;
    void extendSelection(Place place);
    Selected selectedIn(int64_t line, int columns) const;
    void clearSelection();
    QString wordLinkAt(Place place, int* begin = nullptr, int* end = nullptr) const;
    bool reportsMouse(Qt::KeyboardModifiers modifiers) const;
    bool handleOwnKey(QKeyEvent& event);
    void sendKey(const QKeyEvent& event);
    void hover(const QPoint& position, Qt::KeyboardModifiers modifiers);
    void paintLine(QPainter& painter, int number, int y);
    void paintRun(QPainter& painter, const Line& line, int begin, int end, int y, bool selected, bool found);
    void paintCursor(QPainter& painter);
    std::vector<bool> foundIn(int number, int columns) const;

    TerminalScreen m_screen;
    MarkedScrollBar* m_bar;
    QByteArray m_waiting; ///< fed, not yet worked off
    QTimer m_work;
    QTimer m_blink;
    QTimer m_flash;
    bool m_blinkOn = true;
    bool m_readOnly = false;
    bool m_updating = false;
    bool m_atEnd = true;
    double m_cellWidth = 8;
    int m_cellHeight = 16;
    int m_ascent = 12;
    QString m_title;
    QString m_preedit;
    QString m_search;
    int64_t m_foundLine = -1;
    Unit m_unit = Unit::Character;
    Place m_anchor;
    Place m_anchorEnd; ///< end of the word or line where the selection began
    Place m_cursor;
    Place m_hoverLink;
    int m_hoverEnd = 0;
    int m_pressedButton = 0;
};

} // namespace skiff::widgets::terminal
