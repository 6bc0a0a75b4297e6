#pragma once

#include <QAbstractScrollArea>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

class QPainter;
class QTextLayout;
class QTimer;

namespace skiff::widgets {

class MarkedScrollBar;
class PlainLogRows;

/// A piece of a line that looks different; places count UTF-16 units.
struct LogFormat
{
    enum Flag : uint8_t
    {
        Bold = 1,
        Faint = 2,
        Italic = 4,
        Underline = 8,
        Reverse = 16,
        Strike = 32
    };

    int begin = 0;
    int length = 0;
    uint32_t foreground = 0; ///< see ansiColor()
    uint32_t background = 0;
    uint8_t flags = 0;
};

/// One line as it is shown.
struct LogLine
{
    QString text;
    int captionLength = 0; ///< the begin of `text` that tells when and who
    int captionTag = -1;   ///< the caption's colour, a number for each writer; -1: none
    std::vector<LogFormat> formats;
    std::vector<std::pair<int, int>> found;       ///< places that the reader looks for
    std::vector<std::pair<int, int>> highlighted; ///< places that the reader wants to stand out
};

/// Where a LogView gets its lines: asked for those in view, at every painting. GUI thread.
class LogRows
{
public:
    virtual ~LogRows() = default;
    virtual int count() const = 0;
    virtual LogLine line(int row) const = 0;
    /// About how many columns the line takes; cheap.
    virtual int columns(int row) const = 0;
    virtual bool found(int row) const = 0;
};

/// Lines of text as they come: paints only what is in view, wraps if wished, follows the end until
/// the reader scrolls away. Selection by characters, words and lines; what a search has found is
/// marked in the scroll bar. Either shows lines of its own (append()) or those of a LogRows. GUI thread.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit LogView(QWidget* parent = nullptr);
    ~LogView() override;

    /// Lines of its own; beyond MostLines they are dropped from the front.
    void append(const QStringList& lines);
    void clear();
    QString text() const;
    static constexpr int MostLines = 200'000;

    /// Shows `rows`, which must outlive the view or be taken away by nullptr.
    void setRows(const LogRows* rows);
    void rowsReset();
    void rowsAppended(int count);
    void rowsDropped(int count);
    /// The rows are the same, but look different.
    void rowsRestyled() { viewport()->update(); }

    int lineCount() const;
    QString line(int index) const;

    bool following() const { return m_following; }
    void setFollowing(bool following);
    bool wrap() const { return m_wrap; }
    void setWrap(bool wrap);

    int firstVisibleRow() const { return m_top; }
    /// Brings the row into view and selects it; following ends.
    void showRow(int row);
    /// The next row that the search has found after (or before) the selected one; false when there is none.
    bool showFound(bool forward);
    QString selectedText() const;
    void zoom(int steps); ///< 0: the usual size

signals:
    void followingChanged(bool following);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Place
    {
        int row = -1;
        int column = 0;
        bool operator==(const Place&) const = default;
        bool operator<(const Place& other) const { return row != other.row ? row < other.row : column < other.column; }
    };

    int lineHeight() const;
    void layOut(QTextLayout& layout, const LogLine& line) const;
    int heightOf(int row) const;
    std::pair<int, int> endTop() const;
    void setTop(int row, int offset);
    void scrollLines(int lines);
    Place placeAt(const QPoint& position) const;
    void select(Place anchor, Place cursor);
    void paintLine(QPainter& painter, int row, int y, const QTextLayout& layout, const LogLine& line) const;
    void updateScrollBars();
    void updateMarks();
    void copySelection() const;
    void selectAll();
    void followPointer();

    std::unique_ptr<PlainLogRows> m_own;
    const LogRows* m_rows;
    MarkedScrollBar* m_bar;
    QTimer* m_marksSoon;
    QTimer* m_autoScroll;
    int m_widest = 0;    ///< columns of the widest line seen
    int m_top = 0;       ///< first row in view
    int m_topOffset = 0; ///< how many pixels of it are above the view
    Place m_anchor;
    Place m_cursor;
    QPoint m_pointer;
    bool m_following = true;
    bool m_wrap = false;
    bool m_updating = false;
};

} // namespace skiff::widgets
