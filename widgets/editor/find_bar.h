#pragma once

#include "widgets/editor/text_search.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPainter;
class QPushButton;
class QToolButton;

namespace skiff::widgets {

class CodeEditor;
struct VisibleBlock;

/// Find and replace above an editor's text: shows what is found in the text and in the scroll bar,
/// as one types. Enter and F3 go on, Esc closes. Owned by the editor; GUI thread.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(CodeEditor& editor);

    /// Shows itself with what is selected in the editor, if that is on one line.
    void open(bool replace);
    void close();

    void setPattern(const SearchPattern& pattern);
    SearchPattern pattern() const;
    void setReplacement(const QString& text);
    const SearchResult& result() const { return m_result; }
    /// No search is running or waiting.
    bool isSettled() const { return !m_searching && !m_soon.isActive(); }

    void findNext(bool forward);
    void replaceCurrent();
    /// As one step of undo; returns how many.
    int replaceAll();

    void paint(QPainter& painter, const std::vector<VisibleBlock>& visible) const;

signals:
    /// What is found, or the room that the bar takes, is another.
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void retranslate();
    void patternChanged();
    void search();
    void show(const SearchResult& result);
    void documentChanged(int position, int removed, int added);
    int currentMatch() const;
    void selectMatch(int match);
    void updateCount();

    CodeEditor& m_editor;
    TextSearch m_search;
    SearchResult m_result;
    QTimer m_soon;
    bool m_searching = false;
    bool m_jump = false; ///< the next result moves the cursor
    int m_origin = 0;    ///< where looking began
    int m_replaced = -1; ///< how many were just replaced; -1: none
    QLineEdit* m_text;
    QToolButton* m_matchCase;
    QToolButton* m_wholeWords;
    QToolButton* m_regex;
    QLabel* m_count = nullptr;
    QToolButton* m_previous;
    QToolButton* m_next;
    QToolButton* m_close;
    QWidget* m_replaceRow;
    QLineEdit* m_replacement;
    QPushButton* m_replace;
    QPushButton* m_replaceAll;
};

} // namespace skiff::widgets
