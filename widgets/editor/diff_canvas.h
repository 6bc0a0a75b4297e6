#pragma once

#include "widgets/editor/diff_lines.h"

#include <QAbstractScrollArea>

class QTextLayout;

namespace skiff::widgets {

class MarkedScrollBar;

/// The lines of a DiffView: paints what is in view, selects text of one side, opens what is closed.
/// GUI thread.
class DiffCanvas final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffCanvas(QWidget* parent = nullptr);

    void setTexts(QStringList left, QStringList right, std::vector<DiffViewRow> rows);
    void setUnified(bool unified);
    void setAllOpen(bool open);
    const DiffLines& lines() const { return m_lines; }

    int currentChange() const { return m_change; }
    void goToChange(int change);
    QString selectedText() const;
    void copy() const;
    void selectAll();

    /// Colours, for tests of their contrast.
    static QColor lineColor(const QPalette& palette, bool added);
    static QColor markColor(const QPalette& palette, bool added);

signals:
    /// Other lines are shown, or another change is current.
    void changed();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Side
    {
        Left,
        Right
    };
    struct Place
    {
        int line = -1; ///< of lines()
        int column = 0;
        bool operator==(const Place&) const = default;
        bool operator<(const Place& other) const
        {
            return line != other.line ? line < other.line : column < other.column;
        }
    };
    /// What is shown of a line of a text; of a very long one a piece around its first difference.
    struct Piece
    {
        QString text;
        int offset = 0; ///< column of its first character
    };

    int lineHeight() const;
    int numberWidth() const;
    int textLeft() const; ///< from a side's edge
    QRect sideRect(Side side) const;
    const QString* textOf(const DiffLines::Line& line, Side side) const;
    const std::vector<DiffMark>& marksOf(const DiffLines::Line& line, Side side) const;
    Piece pieceOf(const DiffLines::Line& line, Side side) const;
    void layOut(QTextLayout& layout, const QString& text) const;
    bool isAdded(const DiffLines::Line& line, Side side) const;
    void paintSide(QPainter& painter, int index, int y, Side side) const;
    void paintText(QPainter& painter, int index, int y, Side side) const;
    void paintClosed(QPainter& painter, const DiffLines::Line& line, int y) const;
    void rebuilt();
    void updateScrollBars();
    int lineAt(int y) const;
    Side sideAt(int x) const;
    Place placeAt(const QPoint& position, Side side) const;

    QStringList m_left;
    QStringList m_right;
    DiffLines m_lines;
    MarkedScrollBar* m_bar;
    int m_columns = 0; ///< of the widest line
    int m_change = -1;
    Side m_side = Side::Right; ///< of the selection
    Place m_anchor;
    Place m_cursor;
};

} // namespace skiff::widgets
