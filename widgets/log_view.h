#pragma once

#include <QAbstractScrollArea>
#include <QStringList>

#include <deque>

namespace skiff::widgets {

/// Lines of text as they come: bounded memory, painting only what is seen, follows the end until
/// the reader scrolls away. Selection is by whole lines. GUI thread.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit LogView(QWidget* parent = nullptr);

    void append(const QStringList& lines);
    void clear();
    int lineCount() const { return int(m_lines.size()); }
    QString line(int index) const { return m_lines[size_t(index)]; }
    QString text() const;

    bool following() const { return m_following; }
    void setFollowing(bool following);

    /// Lines beyond this are dropped from the front.
    static constexpr int MostLines = 200'000;

signals:
    void followingChanged(bool following);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int lineHeight() const;
    int lineAt(const QPoint& position) const;
    void updateScrollBars();
    void copySelection() const;

    std::deque<QString> m_lines;
    int m_widest = 0;
    int m_anchor = -1;
    int m_cursor = -1;
    bool m_following = true;
    bool m_updating = false;
};

} // namespace skiff::widgets
